import { type ReactNode, useMemo, useRef, useState } from 'react'
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
import { frame } from '../ui/workbench.ts'
import { useClosedTabs, useHistory } from './data.ts'
import css from './explore.module.css'
import { type HistoryRow, historyRows } from './history-rows.ts'
import { openHistory } from './open.ts'

/** A column that only an executed statement has something to say in. */
const ofRun = (
  column: Omit<TableColumn<HistoryRow>, 'render'> & { render: (entry: HistoryEntry) => ReactNode },
): TableColumn<HistoryRow> => ({
  ...column,
  render: (row) => (row.kind === 'run' ? column.render(row.entry) : null),
})

const columns: TableColumn<HistoryRow>[] = [
  { id: 'at', name: 'When', unit: 'UTC', width: '136px', render: ({ at }) => formatInstant(at) },
  {
    id: 'outcome',
    name: 'Outcome',
    width: '84px',
    render: (row) => (row.kind === 'run' ? row.entry.outcome : 'closed tab'),
  },
  {
    id: 'sql',
    name: 'Statement',
    mono: true,
    render: ({ sql }) => {
      // A file's header says nothing of what it asks.
      const words = sql
        .replace(/^\s*\/\*---[\s\S]*?---\*\//, '')
        .trim()
        .replace(/\s+/g, ' ')
        .slice(0, 200)
      return <span title={sql.slice(0, 2000)}>{words}</span>
    },
  },
  {
    id: 'tab',
    name: 'From',
    width: '148px',
    render: ({ from }) => <span title={from}>{from.slice(from.lastIndexOf('/') + 1)}</span>,
  },
  ofRun({
    id: 'rows',
    name: 'Rows',
    align: 'end',
    width: '88px',
    render: ({ rows }) => rows !== null && formatCount(rows),
  }),
  ofRun({
    id: 'digest',
    name: 'Result',
    mono: true,
    width: '76px',
    render: ({ digest }) => digest && <span title={digest}>{digest.slice(0, 7)}</span>,
  }),
  ofRun({
    id: 'ms',
    name: 'Time',
    align: 'end',
    width: '72px',
    render: ({ ms }) => ms !== null && formatDuration(ms),
  }),
  ofRun({ id: 'engine', name: 'Engine', width: '68px', render: ({ engine }) => engine }),
  ofRun({
    id: 'reads',
    name: 'Snapshots',
    width: '220px',
    render: ({ reads }) =>
      reads.map(({ source, snapshot }) => <SnapshotChip key={source} id={snapshot} source={source} />),
  }),
  ofRun({
    id: 'commit',
    name: 'Commit',
    width: '96px',
    render: ({ commit }) => commit && <CommitChip commit={commit} />,
  }),
]
/** What is told where there is little room: Enter shows the rest. */
const most = columns.filter(({ id }) => id !== 'engine' && id !== 'reads' && id !== 'commit')
const least = most.filter(({ id }) => id !== 'tab' && id !== 'ms' && id !== 'digest')

const open = (row: HistoryRow) =>
  row.kind === 'run' ? openHistory(row.entry) : frame().reopenTab(row.tab.id)

/**
 * Each execution with its time, rows, result digest, engine, snapshots and commit, and each closed tab with its text.
 * Enter opens the one in a new tab with those snapshots, and brings the other back.
 */
export function HistoryPanel() {
  const [find, setFind] = useState('')
  const { data: entries = [] } = useHistory(find)
  const closed = useClosedTabs()
  const rows = useMemo(() => historyRows(entries, closed, find), [entries, closed, find])
  const box = useRef<HTMLDivElement>(null)
  const isNarrow = useNarrow(box, 1000)
  const isSmall = useNarrow(box, 740)
  return (
    <div ref={box} className={css.history}>
      <div className={css.find}>
        <SearchField label="Find in history and closed tabs" value={find} onChange={setFind} />
      </div>
      <SmallTable
        key={isSmall ? 'least' : isNarrow ? 'most' : 'all'}
        label="History"
        rows={rows}
        idOf={({ id }) => id}
        onAction={open}
        empty={find ? 'Nothing that was run or closed has that in its text.' : 'Nothing was run yet.'}
        columns={isSmall ? least : isNarrow ? most : columns}
      />
    </div>
  )
}
