import { useRef, useState } from 'react'
import type { HistoryEntry } from '#shared/contract/workspace.ts'
import {
  CommitChip,
  formatCount,
  formatDuration,
  formatInstant,
  SearchField,
  SmallTable,
  SnapshotChip,
  type TableColumn,
  useNarrow,
} from '../ui/index.ts'
import { useHistory } from './data.ts'
import css from './explore.module.css'
import { openHistory } from './open.ts'

const columns: TableColumn<HistoryEntry>[] = [
  {
    id: 'at',
    name: 'Started',
    unit: 'UTC',
    width: '136px',
    render: (entry) => formatInstant(entry.startedAt),
  },
  { id: 'outcome', name: 'Outcome', width: '76px', render: (entry) => entry.outcome },
  {
    id: 'sql',
    name: 'Statement',
    mono: true,
    render: (entry) => {
      const words = entry.sql.replace(/\s+/g, ' ').slice(0, 200)
      return <span title={entry.sql.slice(0, 2000)}>{words}</span>
    },
  },
  {
    id: 'tab',
    name: 'From',
    width: '148px',
    render: ({ tab }) => <span title={tab}>{tab.slice(tab.lastIndexOf('/') + 1)}</span>,
  },
  {
    id: 'rows',
    name: 'Rows',
    align: 'end',
    width: '88px',
    render: (entry) => (entry.rows === null ? '' : formatCount(entry.rows)),
  },
  {
    id: 'digest',
    name: 'Result',
    mono: true,
    width: '76px',
    render: ({ digest }) => digest && <span title={digest}>{digest.slice(0, 7)}</span>,
  },
  {
    id: 'ms',
    name: 'Time',
    align: 'end',
    width: '72px',
    render: (entry) => (entry.ms === null ? '' : formatDuration(entry.ms)),
  },
  { id: 'engine', name: 'Engine', width: '68px', render: (entry) => entry.engine ?? '' },
  {
    id: 'reads',
    name: 'Snapshots',
    width: '220px',
    render: (entry) =>
      entry.reads.map(({ source, snapshot }) => <SnapshotChip key={source} id={snapshot} source={source} />),
  },
  {
    id: 'commit',
    name: 'Commit',
    width: '96px',
    render: ({ commit }) => commit && <CommitChip commit={commit} />,
  },
]
/** What is told where there is little room: Enter shows the rest. */
const most = columns.filter(({ id }) => id !== 'engine' && id !== 'reads' && id !== 'commit')
const least = most.filter(({ id }) => id !== 'tab' && id !== 'ms' && id !== 'digest')

/** Each execution with its time, rows, result digest, engine, snapshots and commit. Enter opens it in a new tab with those snapshots. */
export function HistoryPanel() {
  const [find, setFind] = useState('')
  const { data = [] } = useHistory(find)
  const box = useRef<HTMLDivElement>(null)
  const isNarrow = useNarrow(box, 1000)
  const isSmall = useNarrow(box, 660)
  return (
    <div ref={box} className={css.history}>
      <div className={css.find}>
        <SearchField label="Find in history" value={find} onChange={setFind} />
      </div>
      <SmallTable
        key={isSmall ? 'least' : isNarrow ? 'most' : 'all'}
        label="History"
        rows={data}
        idOf={({ id }) => id}
        onAction={openHistory}
        empty={find ? 'Nothing in history has that in its text.' : 'Nothing was run yet.'}
        columns={isSmall ? least : isNarrow ? most : columns}
      />
    </div>
  )
}
