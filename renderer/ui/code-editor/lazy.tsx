import { lazy, Suspense } from 'react'
import css from './code-editor.module.css'
import { PlainEditor } from './plain.tsx'
import type { CodeDiffProps, CodeEditorProps } from './types.ts'

/** Fetches the editor ahead of its first use. */
export const loadEditor = () => import('./editor.tsx')
const Editor = lazy(loadEditor)
const Diff = lazy(() => import('./diff.tsx'))

/** A code editor that fills its place (or grows to `maxLines`). While Monaco is fetched a plain field stands in. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<PlainEditor {...props} />}>
      <Editor {...props} />
    </Suspense>
  )
}

/** Two texts side by side (or inline), with what changed marked. */
export function CodeDiff(props: CodeDiffProps) {
  return (
    <Suspense fallback={<pre className={css.waiting}>{props.after}</pre>}>
      <Diff {...props} />
    </Suspense>
  )
}
