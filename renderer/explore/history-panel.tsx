import { useState } from 'react'
import {
  formatCount,
  formatDuration,
  formatInstant,
  SearchField,
  SmallTable,
  SnapshotChip,
} from '../ui/index.ts'
import { useHistory } from './data.ts'
import css from './explore.module.css'
import { openHistory } from './open.ts'

/** Each execution with its time, rows, engine and snapshots. Enter opens it in a new tab with those snapshots. */
export function HistoryPanel() {
  const [find, setFind] = useState('')
  const { data = [] } = useHistory(find)
  return (
    <div className={css.history}>
      <div className={css.find}>
        <SearchField label="Find in history" value={find} onChange={setFind} />
      </div>
      <SmallTable
        label="History"
        rows={data}
        idOf={({ id }) => id}
        onAction={openHistory}
        empty={find ? 'Nothing in history has that in its text.' : 'Nothing was run yet.'}
        columns={[
          {
            id: 'at',
            name: 'Started',
            unit: 'UTC',
            width: '140px',
            render: (entry) => formatInstant(entry.startedAt),
          },
          { id: 'outcome', name: 'Outcome', width: '84px', render: (entry) => entry.outcome },
          {
            id: 'sql',
            name: 'Statement',
            mono: true,
            render: (entry) => entry.sql.replace(/\s+/g, ' ').slice(0, 200),
          },
          { id: 'tab', name: 'From', width: '160px', render: (entry) => entry.tab },
          {
            id: 'rows',
            name: 'Rows',
            align: 'end',
            width: '96px',
            render: (entry) => (entry.rows === null ? '' : formatCount(entry.rows)),
          },
          {
            id: 'ms',
            name: 'Time',
            align: 'end',
            width: '84px',
            render: (entry) => (entry.ms === null ? '' : formatDuration(entry.ms)),
          },
          { id: 'engine', name: 'Engine', width: '72px', render: (entry) => entry.engine ?? '' },
          {
            id: 'reads',
            name: 'Snapshots',
            width: '220px',
            render: (entry) =>
              entry.reads.map(({ source, snapshot }) => (
                <SnapshotChip key={source} id={snapshot} source={source} />
              )),
          },
        ]}
      />
    </div>
  )
}
