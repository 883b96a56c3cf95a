import { useCallback } from 'react'
import { CodeDiff } from '../ui/code-editor/index.ts'
import { StateView } from '../ui/index.ts'
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
  return (
    <div className={css.diff}>
      <CodeDiff
        key={path}
        before={before ?? ''}
        after={after ?? ''}
        language={languageOf(path)}
        label={path}
        // A file that came or went has one side only.
        inline={inline || before === null || after === null}
        onHandle={handed}
      />
    </div>
  )
}
