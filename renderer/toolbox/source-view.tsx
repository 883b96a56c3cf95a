import type { TransformDetail } from '#shared/contract/toolbox.ts'
import { editTextFile, saveTextFile, settleTextFile, useTextFile } from '../client/index.ts'
import { CodeEditor } from '../ui/code-editor/index.ts'
import { Button, Problem, StateView } from '../ui/index.ts'
import { useToolboxRefresh } from './data.ts'
import css from './toolbox.module.css'

/** The file of a transform: the workspace's own can be edited, the standard library's can be read. */
export function SourceView({ transform }: { transform: TransformDetail }) {
  const { name, file, standard, text } = transform
  return standard ? (
    <div className={css.source}>
      <div className={css.fileBar}>
        <code>{file}</code>
        <span className={css.quiet}>
          read-only: it comes with Lakebench. Copy it into a file of your own to change it
        </span>
      </div>
      <div className={css.editor}>
        <CodeEditor value={text} language="sql" label={`Source of ${name}`} readOnly />
      </div>
    </div>
  ) : (
    <OwnSource name={name} file={file} />
  )
}

function OwnSource({ name, file: path }: { name: string; file: string }) {
  const file = useTextFile(path)
  const refresh = useToolboxRefresh()
  if (!file || file.state === 'loading') return <StateView state="loading" title={`Reading ${path}`} />
  if (file.state === 'failed') return <StateView state="error" error={file.error} />
  const changed = () => refresh(name)
  const saved = file.text === file.onDisk?.text
  return (
    <div className={css.source}>
      <div className={css.fileBar}>
        <code>{path}</code>
        <span className={css.quiet} role="status">
          {file.error ? 'not saved' : saved ? 'saved' : 'saving'}
        </span>
      </div>
      {file.conflict && (
        <StateView
          state="partial"
          title={`${path} was changed elsewhere. Both texts are kept.`}
          actions={
            <>
              <Button onPress={() => void settleTextFile(path, 'theirs').then(changed)}>Take theirs</Button>
              <Button onPress={() => void settleTextFile(path, 'mine').then(changed)}>Keep mine</Button>
            </>
          }
        />
      )}
      {file.error && (
        <Problem
          error={file.error}
          action={
            <Button kind="quiet" onPress={() => void saveTextFile(path).then(changed)}>
              Try again
            </Button>
          }
        />
      )}
      <div className={css.editor}>
        <CodeEditor
          value={file.text}
          language="sql"
          label={`Source of ${name}`}
          onChange={(text) => {
            editTextFile(path, text, () => true)
            // After the pause in which the file is written.
            setTimeout(changed, 700)
          }}
        />
      </div>
    </div>
  )
}
