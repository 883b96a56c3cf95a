import { useState } from 'react'
import type { ExtractPreview } from '#shared/contract/toolbox.ts'
import { CodeDiff, CodeEditor } from '../ui/code-editor/index.ts'
import { CircleAlert, CircleCheck } from '../ui/icons.ts'
import { formatCount, Icon, Problem, SnapshotChip, StateView, Tabs } from '../ui/index.ts'
import css from './toolbox.module.css'

/** What would be written and replaced, under the proof that results stay the same. */
export function ExtractPreviewView({
  before,
  replaced,
  preview,
  error,
  waiting,
  started,
}: {
  /** The whole text of the query. */
  before: string
  /** The selection. */
  replaced: string
  preview: ExtractPreview | null
  error: unknown
  /** Another proof is being made; what is shown is the last one. */
  waiting: boolean
  started: boolean
}) {
  const [view, setView] = useState('file')
  if (!started)
    return (
      <div className={css.extractPreview}>
        <StateView
          state="empty"
          title="Name the macro: its file, the call that replaces the selection and the proof appear here. Nothing is written before you choose Extract."
        />
      </div>
    )
  if (error)
    return (
      <div className={css.extractPreview}>
        <Problem error={error} />
      </div>
    )
  if (!preview)
    return (
      <div className={css.extractPreview}>
        <StateView state="loading" title="Running the query with and without the macro" />
      </div>
    )
  const { proof, call, file, text, after } = preview
  return (
    <div className={css.extractPreview} data-waiting={waiting || undefined}>
      <div className={css.proof} data-equal={proof.equal} role="status">
        <Icon of={proof.equal ? CircleCheck : CircleAlert} />
        <div>
          <p className={css.proofTitle}>
            {proof.equal
              ? proof.by === 'plans'
                ? 'Same plans'
                : 'Equal rows'
              : proof.differing > 0
                ? `DIFFERENT: ${formatCount(proof.differing)} of ${formatCount(proof.rows)} rows`
                : 'DIFFERENT'}
            {waiting && <span className={css.quiet}> · proving again</span>}
          </p>
          <p>{proof.message}</p>
          <p className={css.chips}>
            {proof.snapshots.map(({ source, snapshot }) => (
              <SnapshotChip key={source} source={source} id={snapshot} />
            ))}
            {proof.rows > 0 && <span>{`${formatCount(proof.rows)} rows`}</span>}
          </p>
        </div>
      </div>
      <dl className={css.becomes}>
        <dt>becomes</dt>
        <dd>
          <code title={replaced}>{call}</code>
        </dd>
      </dl>
      <Tabs
        label="What changes"
        selected={view}
        onSelect={setView}
        items={[
          { id: 'file', title: file },
          { id: 'query', title: 'The query' },
        ]}
      >
        {(id) =>
          id === 'file' ? (
            <CodeEditor value={text} language="sql" label={`${file}, as it would be written`} readOnly />
          ) : (
            <CodeDiff before={before} after={after} language="sql" label="The query" inline />
          )
        }
      </Tabs>
    </div>
  )
}
