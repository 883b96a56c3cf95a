import type { DifferingColumn } from '#shared/contract/difference.ts'
import { hasDelta } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import { CellView } from '../data-grid/index.ts'
import { decimalsOf, deltaText } from './delta-text.ts'
import css from './diff-grid.module.css'

/** A changed cell: what it was, struck, over what it is; of numbers with how much that is more or less. */
export function ChangedCell({
  column,
  before,
  after,
}: {
  column: DifferingColumn
  before: Cell | undefined
  after: Cell | undefined
}) {
  const delta =
    hasDelta(column) && before !== undefined && after !== undefined ? deltaText(before, after) : null
  const decimals = decimalsOf(String(before), String(after))
  return (
    <span className={css.changed} data-number={hasDelta(column) || undefined}>
      <span className={css.old}>
        {delta !== null && <span className={css.delta}>{delta}</span>}
        <del>
          <CellView value={before} type={column.before} decimals={decimals} />
        </del>
      </span>
      <ins>
        <CellView value={after} type={column.after} decimals={decimals} />
      </ins>
    </span>
  )
}

const marks = { added: '+', changed: '~', gone: '−' }

/** What kind of change a row is: sign and word, and how many equal rows it stands for. */
export function ChangeMark({ change, times }: { change: keyof typeof marks; times: number }) {
  return (
    <span className={css.mark} data-change={change}>
      <span className={css.sign}>{marks[change]}</span>
      {change}
      {times > 1 && ` ×${times.toLocaleString('en-US')}`}
    </span>
  )
}
