import { useCallback } from 'react'
import { CodeDiff, CodeEditor } from '../ui/code-editor/index.ts'
import { cx, StateView } from '../ui/index.ts'
import type { SidedFile } from './data.ts'
import { setDiff } from './diff-parts.ts'
import css from './git.module.css'
import { languageOf } from './words.ts'

/** Both sides of a file, with what changed marked. */
export function DiffPane({ tab, file, inline }: { tab: string; file: SidedFile; inline: boolean }) {
  const handed = useCallback(
    (handle: { next(): void; previous(): void } | null) => setDiff(tab, handle),
    [tab],
  )
  const { path, before, after, state } = file
  if (before === null && after === null) {
    return (
      <StateView state="empty" title={`${path} was ${state}. It is not text, so only that can be told.`} />
    )
  }
  if (before === null || after === null)
    return <OneSide path={path} text={before ?? after ?? ''} gone={after === null} />
  return (
    <div className={css.diff}>
      <CodeDiff
        key={path}
        before={before}
        after={after}
        language={languageOf(path)}
        label={path}
        inline={inline}
        onHandle={handed}
      />
    </div>
  )
}

/** A file that came or went has one side only: it is shown whole. */
function OneSide({ path, text, gone }: { path: string; text: string; gone: boolean }) {
  return (
    <>
      <p className={cx(css.oneSide, gone ? css.oneSideGone : css.oneSideNew)}>
        {gone ? '− Deleted. This is what it held.' : '+ New. The whole file was added.'}
      </p>
      <div className={css.diff}>
        <CodeEditor key={path} value={text} language={languageOf(path)} label={path} readOnly />
      </div>
    </>
  )
}
