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
    width: '20%',
    render: ({ health, reason }) => <HealthMark health={health} reason={reason} />,
    sortBy: ({ health }) => healthLooks[health].rank,
  },
  {
    id: 'name',
    name: 'Source',
    render: ({ name, description }) => (
      <span title={description}>
        <span className={css.sourceName}>{name}</span>
        {description && <span className={css.description}>{description}</span>}
      </span>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'cadence',
    name: 'Cadence',
    width: '84px',
    from: 860,
    render: ({ cadence }) => cadence,
    sortBy: ({ cadence }) => cadence,
  },
  {
    id: 'age',
    name: 'Freshness, age / bound',
    width: '188px',
    from: 640,
    render: (source) => <AgeBar {...source} />,
    sortBy: (source) => ageShare(source) ?? source.age,
  },
  {
    id: 'rows',
    name: 'Rows',
    align: 'end',
    width: '92px',
    render: ({ rows }) => count(rows),
    sortBy: ({ rows }) => rows,
  },
  {
    id: 'rejects',
    name: 'Rejects',
    unit: 'rows',
    align: 'end',
    width: '100px',
    from: 560,
    render: ({ rejects }) =>
      rejects ? <span className={css.rejects}>{formatCount(rejects)}</span> : count(rejects),
    sortBy: ({ rejects }) => rejects,
  },
  {
    id: 'snapshot',
    name: 'Snapshot',
    width: '104px',
    from: 480,
    render: ({ snapshot, name, syncedAt }) =>
      snapshot ? (
        <SnapshotChip id={snapshot} syncedAt={syncedAt ?? undefined} onPress={undefined} key={name} />
      ) : (
        dash
      ),
  },
  {
    id: 'bytes',
    name: 'On disk',
    unit: 'MB',
    align: 'end',
    width: '108px',
    from: 760,
    render: ({ bytes }) => formatNumber(bytes / 1e6, 1),
    sortBy: ({ bytes }) => bytes,
  },
  {
    id: 'remote',
    name: 'Remote',
    width: '96px',
    from: 960,
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
      label="Sources"
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
