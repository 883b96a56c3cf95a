import { lazy, Suspense } from 'react'
import css from './code-editor.module.css'
import type { CodeDiffProps, CodeEditorProps } from './types.ts'

const Editor = lazy(() => import('./editor.tsx'))
const Diff = lazy(() => import('./diff.tsx'))

/** A code editor that fills its place (or grows to `maxLines`). While Monaco is fetched the text can be read. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<pre className={css.waiting}>{props.value}</pre>}>
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
