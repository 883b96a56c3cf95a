import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { SnapshotInfo } from '#shared/contract/lake.ts'
import {
  Button,
  formatCount,
  formatDelta,
  formatNumber,
  SmallTable,
  SnapshotChip,
  StateView,
  type TableColumn,
} from '../ui/index.ts'
import { instantFormat } from './instants.ts'
import css from './lake.module.css'
import { openDiff, openSnapshot, querySource } from './open.ts'
import { Timeline } from './timeline.tsx'
import { useWidth } from './use-width.ts'

interface Row extends SnapshotInfo {
  /** Its time as it is written in this list. */
  written: string
  previous: SnapshotInfo | undefined
}

/** A source's snapshots in time: look at one, query at it, or compare two. */
export function SnapshotsView({ source, query }: { source: string; query: UseQueryResult<SnapshotInfo[]> }) {
  const [selected, setSelected] = useState<Set<string>>(new Set())
  const [width, measure] = useWidth()
  const { data: snapshots, isPending, isError, error, refetch } = query
  if (isPending) return <StateView state="loading" title={`Reading the snapshots of ${source}`} />
  if (isError) return <StateView state="error" error={error} onRetry={() => void refetch()} />
  if (snapshots.length === 0) {
    return <StateView state="empty" title={`${source} was never synced. Sync takes its first snapshot.`} />
  }
  const format = instantFormat(snapshots.map(({ syncedAt }) => syncedAt))
  const rows: Row[] = snapshots.map((one, index) => ({
    ...one,
    written: format(one.syncedAt),
    previous: snapshots[index + 1],
  }))
  const chosen = rows.filter(({ id }) => selected.has(id))
  const toggle = ({ id }: SnapshotInfo) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    setSelected(next)
  }
  return (
    <div className={css.snapshots} ref={measure}>
      <Timeline snapshots={snapshots} selected={selected} onPress={toggle} />
      <div className={css.tools}>
        <Actions source={source} chosen={chosen} />
      </div>
      <SmallTable
        label={`Snapshots of ${source}`}
        rows={rows}
        idOf={({ id }) => id}
        columns={columns.filter(({ from = 0 }) => width === 0 || width >= from)}
        selectionMode="multiple"
        selected={selected}
        onSelect={setSelected}
        onAction={({ id }) => openSnapshot(id, source)}
      />
    </div>
  )
}

function Actions({ source, chosen }: { source: string; chosen: Row[] }) {
  const [first, second] = chosen
  if (!first) {
    return <span className={css.faint}>Select a snapshot to query it, or two to compare them.</span>
  }
  if (second && chosen.length === 2) {
    // The list is newest first, and a diff reads from old to new.
    return (
      <>
        <Button onPress={() => openDiff(source, second.id, first.id)}>Diff</Button>
        <span className={css.faint}>{`${second.written} → ${first.written} UTC`}</span>
      </>
    )
  }
  if (chosen.length > 2) {
    return <span className={css.faint}>{`${chosen.length} selected. Select two to compare them.`}</span>
  }
  const { previous } = first
  return (
    <>
      <Button onPress={() => querySource(source, first.id)}>Query at</Button>
      <Button
        keys="Mod+K D"
        hint="Diff with previous"
        disabledReason={previous ? undefined : 'It is the first one'}
        onPress={() => previous && openDiff(source, previous.id, first.id)}
      >
        Diff with previous
      </Button>
      <Button kind="quiet" onPress={() => openSnapshot(first.id, source)}>
        Open
      </Button>
    </>
  )
}

const dash = <span className={css.faint}>–</span>

const columns: (TableColumn<Row> & { from?: number })[] = [
  {
    id: 'syncedAt',
    name: 'Synced',
    unit: 'UTC',
    width: '160px',
    render: ({ written }) => written,
    sortBy: ({ syncedAt }) => syncedAt,
  },
  {
    id: 'id',
    name: 'Snapshot',
    width: '104px',
    render: ({ id, syncedAt }) => (
      <span className={css.chipCell}>
        <SnapshotChip id={id} syncedAt={syncedAt} />
      </span>
    ),
  },
  {
    id: 'what',
    name: 'What',
    from: 480,
    render: ({ latest, partial, filter, remote }) => (
      <>
        {latest && <span className={css.tag}>latest</span>}
        {partial && <span className={css.tagWarn}>partial</span>}
        <span title={filter ?? undefined}>{filter ? `${remote}, where ${filter}` : `from ${remote}`}</span>
      </>
    ),
  },
  {
    id: 'rows',
    name: 'Rows',
    align: 'end',
    width: '108px',
    render: ({ rows }) => (rows === null ? dash : formatCount(rows)),
    sortBy: ({ rows }) => rows,
  },
  {
    id: 'delta',
    name: 'Since previous',
    unit: 'rows',
    align: 'end',
    width: '148px',
    from: 700,
    render: ({ rows, previous }) =>
      rows === null || previous?.rows == null ? dash : formatDelta(rows - previous.rows, 0),
  },
  {
    id: 'rejects',
    name: 'Rejects',
    unit: 'rows',
    align: 'end',
    width: '100px',
    from: 840,
    render: ({ rejects }) => (rejects === null ? dash : formatCount(rejects)),
    sortBy: ({ rejects }) => rejects,
  },
  {
    id: 'objects',
    name: 'Objects',
    align: 'end',
    width: '84px',
    from: 930,
    render: ({ objects }) => formatCount(objects),
    sortBy: ({ objects }) => objects,
  },
  {
    id: 'bytes',
    name: 'Size',
    unit: 'MB',
    align: 'end',
    width: '92px',
    from: 580,
    render: ({ bytes }) => formatNumber(bytes / 1e6, 1),
    sortBy: ({ bytes }) => bytes,
  },
]
