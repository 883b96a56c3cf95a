import { memo } from 'react'
import type { Run } from '#shared/contract/evaluation.ts'
import { Pin, Star } from '../ui/icons.ts'
import { cx, Icon } from '../ui/index.ts'
import type { RunColumn } from './columns.ts'
import css from './evaluation.module.css'
import type { LedgerRow } from './ledger.ts'
import { cellRole, isEnd, runRole } from './roles.ts'
import { RunCell } from './run-cell.tsx'

/** A run as a line of the table. It hears no event of its own: the table does, by `data-run` and `data-tick`. */
export const RunRow = memo(function RunRow({
  row,
  columns,
  stuck,
  index,
  start,
  grouped,
  against,
  picked,
  focused,
  opened,
  mark,
}: {
  row: LedgerRow
  columns: readonly RunColumn[]
  /** Px from the left of the columns that stay when the table is scrolled sideways. */
  stuck: ReadonlyMap<string, number>
  index: number
  /** Px from the first row. */
  start: number
  /** It stands under the head of a group. */
  grouped: boolean
  /** The run that this one is judged against. */
  against: Run | undefined
  picked: boolean
  focused: boolean
  opened: boolean
  mark: 'baseline' | 'pinned' | null
}) {
  return (
    <div
      id={`run-${row.id}`}
      className={css.gridRow}
      {...runRole(index, picked, grouped)}
      data-run={row.id}
      data-focused={focused || undefined}
      data-opened={opened || undefined}
      style={{ top: start }}
    >
      <span {...cellRole} className={cx(css.marks, css.stuck)} style={{ left: 0 }}>
        <button
          type="button"
          tabIndex={-1}
          className={css.tick}
          data-tick
          aria-label={picked ? 'Selected' : 'Select'}
          aria-pressed={picked}
        />
        {mark === 'baseline' && <Icon of={Star} label="Baseline" tone="info" />}
        {mark === 'pinned' && <Icon of={Pin} label="Pinned" tone="warn" />}
      </span>
      {columns.map((column) => (
        <span
          key={column.id}
          {...cellRole}
          className={cx(css.gridCell, isEnd(column.kind) && css.end, column.pinned && css.stuck)}
          {...(column.pinned && { style: { left: stuck.get(column.id) } })}
        >
          <RunCell row={row} column={column} against={against} />
        </span>
      ))}
    </div>
  )
})
