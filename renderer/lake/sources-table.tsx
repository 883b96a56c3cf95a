import type { SourceStatus } from '#shared/contract/lake.ts'
import { formatCount, formatNumber, SmallTable, SnapshotChip, type TableColumn } from '../ui/index.ts'
import { AgeBar } from './age-bar.tsx'
import { ageShare, healthLooks } from './health.ts'
import { HealthMark } from './health-mark.tsx'
import css from './lake.module.css'
import { openSource } from './open.ts'

type SourceColumn = TableColumn<SourceStatus> & {
  /** Px of room from which on the column is shown. */
  from?: number
}

const dash = <span className={css.faint}>–</span>
const count = (value: number | null) => (value === null ? dash : formatCount(value))

const columns: SourceColumn[] = [
  {
    id: 'health',
    name: 'Health',
    render: ({ health, reason }) => <HealthMark health={health} reason={reason} />,
    sortBy: ({ health }) => healthLooks[health].rank,
  },
  {
    id: 'name',
    name: 'Source',
    width: '132px',
    render: ({ name, description }) => (
      <span className={css.sourceName} title={description}>
        {name}
      </span>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'cadence',
    name: 'Cadence',
    width: '80px',
    from: 920,
    render: ({ cadence }) => cadence,
    sortBy: ({ cadence }) => cadence,
  },
  {
    id: 'age',
    name: 'Freshness, age / bound',
    width: '168px',
    from: 700,
    render: (source) => <AgeBar {...source} />,
    sortBy: (source) => ageShare(source) ?? source.age,
  },
  {
    id: 'rows',
    name: 'Rows',
    align: 'end',
    width: '88px',
    render: ({ rows }) => count(rows),
    sortBy: ({ rows }) => rows,
  },
  {
    id: 'rejects',
    name: 'Rejects',
    unit: 'rows',
    align: 'end',
    width: '96px',
    from: 780,
    render: ({ rejects }) =>
      rejects ? <span className={css.rejects}>{formatCount(rejects)}</span> : count(rejects),
    sortBy: ({ rejects }) => rejects,
  },
  {
    id: 'snapshot',
    name: 'Snapshot',
    width: '100px',
    from: 480,
    render: ({ snapshot, syncedAt }) =>
      snapshot ? (
        <span className={css.chipCell}>
          <SnapshotChip id={snapshot} syncedAt={syncedAt ?? undefined} />
        </span>
      ) : (
        dash
      ),
  },
  {
    id: 'bytes',
    name: 'On disk',
    unit: 'MB',
    align: 'end',
    width: '92px',
    from: 830,
    render: ({ bytes }) => formatNumber(bytes / 1e6, 1),
    sortBy: ({ bytes }) => bytes,
  },
  {
    id: 'remote',
    name: 'Remote',
    width: '68px',
    from: 1010,
    render: ({ remote }) => remote,
    sortBy: ({ remote }) => remote,
  },
]

/** The sources as a table: arrows walk, Enter opens. Columns give way where there is no room. */
export function SourcesTable({
  sources,
  width,
  chosen,
  onChoose,
}: {
  sources: SourceStatus[]
  width: number
  chosen: Set<string>
  onChoose: (sources: Set<string>) => void
}) {
  const shown = columns.filter(({ from = 0 }) => width === 0 || width >= from)
  return (
    <SmallTable
      label="All sources"
      rowHeader="name"
      columns={shown}
      rows={sources}
      idOf={({ name }) => name}
      selectionMode="multiple"
      selected={chosen}
      onSelect={onChoose}
      onAction={({ name }) => openSource(name)}
      empty="No source has that in its name."
    />
  )
}
