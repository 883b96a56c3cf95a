import { useQuery } from '@tanstack/react-query'
import type { SourceStatus } from '#shared/contract/lake.ts'
import type { Cell } from '#shared/value.ts'
import { client, follow, typed } from '../client/index.ts'
import { Button, CutMiddle, formatCount, plural, SmallTable, StateView } from '../ui/index.ts'
import css from './lake.module.css'
import { openQuery, queryRejects } from './open.ts'
import { rejectsByReason, rejectsOf } from './rejects-sql.ts'

interface Group {
  id: string
  reason: string
  field: string
  rows: number
  object: string
  row: string
  raw: string
}

/** At most this many groups: more reasons than this are looked at in Explore. */
const most = 200

/** The rejects of a snapshot by reason and field, with the first raw text of each. Runs natively, beside the window. */
async function readGroups(source: string, snapshot: string, signal: AbortSignal): Promise<Group[]> {
  const sql = rejectsByReason(source, most)
  const resolved = await client.engine.resolve({ sql, at: { [source]: snapshot }, params: {} }, { signal })
  const handle = await follow(
    (options) => client.engine.run({ set: resolved.set.id, sql: resolved.sql, wholeTable: null }, options),
    { signal },
  )
  try {
    const page = await client.engine.page({ handle: handle.handle, from: 0, count: most }, { signal })
    const [reasons = [], fields = [], rows = [], objects = [], lines = [], raws = []] = page.columns
    return reasons.map((reason, index) => ({
      id: String(index),
      reason: text(reason),
      field: text(fields[index]),
      rows: Number(rows[index]),
      object: text(objects[index]),
      row: text(lines[index]),
      raw: text(raws[index]),
    }))
  } finally {
    void client.engine.close({ handle: handle.handle }).catch(() => undefined)
  }
}

const text = (cell: Cell | undefined) => (cell === null || cell === undefined ? '' : String(cell))

/** Rows that broke the contract, grouped by reason. Nothing of them is lost: each stands whole in Explore. */
export function RejectsView({ source }: { source: SourceStatus }) {
  const { name, snapshot, rejects } = source
  const groups = useQuery({
    queryKey: ['lake', 'rejects', name, snapshot],
    queryFn: ({ signal }) => typed(readGroups(name, snapshot ?? '', signal)),
    enabled: snapshot !== null && (rejects ?? 0) > 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (snapshot === null) return <StateView state="empty" title={`${name} was never synced.`} />
  if (rejects === 0) {
    return <StateView state="empty" title="No row of the latest snapshot breaks the contract." />
  }
  const open = <Button onPress={() => queryRejects(name)}>{`Open ${name}_rejects in Explore`}</Button>
  if (rejects === null) {
    return <StateView state="empty" title="The rows of this snapshot are not built yet." actions={open} />
  }
  if (groups.isPending) {
    return <StateView state="loading" title={`Grouping ${plural(rejects, 'reject')} by reason`} />
  }
  if (groups.isError) {
    return (
      <StateView state="error" error={groups.error} onRetry={() => void groups.refetch()} actions={open} />
    )
  }
  return (
    <>
      <div className={css.tools}>
        <span className={css.faint}>
          {`${plural(rejects, 'row')} of the latest snapshot, ${plural(groups.data.length, 'reason')}`}
        </span>
        <span className={css.spring} />
        {open}
      </div>
      <SmallTable
        label="Rejects by reason"
        rows={groups.data}
        idOf={({ id }) => id}
        onAction={({ reason, field }) => openQuery(`${name} rejects`, rejectsOf(name, reason, field), {})}
        columns={[
          {
            id: 'reason',
            name: 'Reason',
            width: '25%',
            render: ({ reason }) => <span title={reason}>{reason}</span>,
            sortBy: ({ reason }) => reason,
          },
          {
            id: 'field',
            name: 'Field',
            width: '13%',
            render: ({ field }) => field || <span className={css.faint}>the row</span>,
            sortBy: ({ field }) => field,
          },
          {
            id: 'rows',
            name: 'Rows',
            align: 'end',
            width: '64px',
            render: ({ rows }) => formatCount(rows),
            sortBy: ({ rows }) => rows,
          },
          {
            id: 'raw',
            name: 'First raw text',
            mono: true,
            render: ({ raw }) => <span title={raw.slice(0, 4000)}>{raw.slice(0, 400)}</span>,
          },
          {
            id: 'object',
            name: 'Object: line',
            width: '30%',
            render: ({ object, row }) => <CutMiddle text={`${object}:${row}`} />,
          },
        ]}
      />
    </>
  )
}
