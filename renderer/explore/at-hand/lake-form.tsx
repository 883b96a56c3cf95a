import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { HandFile, HandTable, LakeDraft } from '#shared/contract/hand.ts'
import { appErrorOf, client, follow } from '../../client/index.ts'
import { Button, Problem, runJob, StateView, TextField } from '../../ui/index.ts'
import { frame } from '../../ui/workbench.ts'
import css from './at-hand.module.css'
import { removeHandFile } from './remove.ts'

/** Puts a table at hand into the lake: the contract that was drafted for it, and where its bytes go. */
export function LakeForm({
  file,
  table,
  onClose,
}: {
  file: HandFile
  table: HandTable
  onClose: () => void
}) {
  const draft = useQuery({
    // Not under `engine`: what is edited here stays while the lake changes.
    queryKey: ['hand-draft', file.id, table.table, table.image],
    queryFn: () => client.hand.draft({ id: file.id, table: table.table }),
    retry: false,
    gcTime: 0,
  })
  if (draft.isPending) return <StateView state="loading" title={`Drafting a contract for ${file.file}`} />
  if (draft.isError) {
    return <StateView state="error" error={draft.error} onRetry={() => void draft.refetch()} />
  }
  return <DraftForm key={draft.data.text} file={file} table={table} draft={draft.data} onClose={onClose} />
}

function DraftForm({
  file,
  table,
  draft,
  onClose,
}: {
  file: HandFile
  table: HandTable
  draft: LakeDraft
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [text, setText] = useState(draft.text)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  /** The source whose contract stands already, while its sync is tried again. */
  const [landed, setLanded] = useState<string | null>(null)
  const source = /^source:\s*["']?([^\s"'#]+)/m.exec(text)?.[1] ?? draft.source
  const land = async () => {
    setBusy(true)
    setError(null)
    try {
      if (landed !== source) await client.hand.land({ id: file.id, table: table.table, source, text })
      setLanded(source)
      await runJob({ name: `Sync ${source}` }, (work) =>
        follow((options) => client.lake.sync({ sources: [source] }, options), work),
      )
      frame().openTab({ kind: 'lake.source', title: source, params: { source } })
      // The lake has it now, under a contract; the copy at hand would only stand beside it.
      if (file.tables.length === 1) await removeHandFile(file, queries)
      else onClose()
      await queries.invalidateQueries()
    } catch (thrown) {
      setError(appErrorOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className={css.form}>
      <p>
        {`A source of the lake has a contract, is synced by your colleagues too, and can be evaluated. ${
          draft.object === null
            ? 'The contract below is drafted from the columns that were found.'
            : `Its bytes go to ${draft.object} of the remote ${draft.remote}, and ${draft.path} is written.`
        }`}
      </p>
      {draft.missing.map((message) => (
        <Problem
          key={message}
          severity="warning"
          error={{ code: '', kind: 'input', message, place: {}, details: {} }}
        />
      ))}
      {error !== null && <Problem error={error} />}
      <TextField
        label="Contract"
        mono
        rows={14}
        value={text}
        onChange={setText}
        readOnly={landed === source}
      />
      <div className={css.actions}>
        <Button
          kind="primary"
          onPress={() => void land()}
          {...(busy && { busy: true })}
          {...(draft.missing.length > 0 && { disabledReason: 'What is missing stands above' })}
        >
          {landed === source ? 'Sync again' : 'Put into the lake'}
        </Button>
        <Button kind="quiet" onPress={onClose}>
          Back to the rows
        </Button>
      </div>
    </div>
  )
}
