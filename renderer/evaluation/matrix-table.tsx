import { type KeyboardEvent, useState } from 'react'
import type { MetricInfo, PlanCell, Run } from '#shared/contract/evaluation.ts'
import { CommitChip, NullMark, SnapshotChip } from '../ui/index.ts'
import { CellMark } from './cell-mark.tsx'
import css from './evaluation.module.css'
import { cellText, rowId } from './ledger.ts'
import { type CellState, type LiveCell, type Matrix, plannedState } from './matrix.ts'
import { decimalsFor, metricText } from './metrics.ts'

/** Algorithms and versions down, snapshots and params across; each cell opens its run. Arrows walk. */
export function MatrixTable({
  matrix,
  states,
  found,
  force,
  metric,
  baseline,
  latest,
  onOpen,
}: {
  matrix: Matrix
  states: ReadonlyMap<string, LiveCell>
  /** What the ledger holds of a cell. */
  found: (cell: PlanCell) => Run | null
  /** All cells would run again. */
  force: boolean
  metric: MetricInfo | undefined
  baseline: string | null
  latest: ReadonlyMap<string, string>
  onOpen: (run: Run) => void
}) {
  const [at, setAt] = useState({ row: 0, column: 0 })
  const shown = (cell: PlanCell): { state: CellState; run: Run | null } => {
    const live = states.get(rowId(cell))
    if (live) return { state: live.state, run: live.run ?? found(cell) }
    return { state: force ? 'to run' : plannedState(cell), run: cell.reused ? found(cell) : null }
  }
  const values = metric
    ? matrix.rows.flatMap(({ cells }) =>
        cells.map((cell) => (cell ? (shown(cell).run?.metrics[metric.name] ?? null) : null)),
      )
    : []
  const decimals = decimalsFor(values)

  const walk = (event: KeyboardEvent<HTMLTableElement>) => {
    const step = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key]
    if (!step || !(event.target as HTMLElement).dataset.cell) return
    const row = Math.min(matrix.rows.length - 1, Math.max(0, at.row + (step[0] ?? 0)))
    const column = Math.min(matrix.columns.length - 1, Math.max(0, at.column + (step[1] ?? 0)))
    event.preventDefault()
    setAt({ row, column })
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${row}:${column}"]`)?.focus()
  }
  const plain = matrix.columns.length === 1 && Object.keys(matrix.columns[0]?.snapshots ?? {}).length === 0
  return (
    <div className={css.scrollX}>
      <table className={css.matrix} aria-label="Matrix of cells" onKeyDown={walk}>
        <thead>
          <tr>
            <th scope="col">Algorithm</th>
            <th scope="col">Version</th>
            {matrix.columns.map(({ id, snapshots, params }) => (
              <th key={id} scope="col">
                <span className={css.columnHead}>
                  {plain && Object.keys(params).length === 0 && (
                    <span>
                      {metric ? `State, ${metric.name}${metric.unit ? ` in ${metric.unit}` : ''}` : 'State'}
                    </span>
                  )}
                  {Object.entries(snapshots).map(([source, snapshot]) => (
                    <SnapshotChip
                      key={source}
                      source={source}
                      id={snapshot}
                      pinned={latest.has(source) && latest.get(source) !== snapshot}
                    />
                  ))}
                  {Object.entries(params).map(([name, value]) => (
                    <code key={name}>{`${name} = ${cellText(value)}`}</code>
                  ))}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row, rowAt) => (
            <tr key={row.id}>
              <th scope="row">
                <span className={css.rowHead}>
                  <code title={row.algorithm}>{row.algorithm}</code>
                  {row.algorithm === baseline && <span className={css.tag}>baseline</span>}
                </span>
              </th>
              <td className={css.version}>
                <span className={css.rowHead}>
                  {row.ref !== row.commit && !row.commit.startsWith(row.ref) && (
                    <span title={row.ref}>{row.ref}</span>
                  )}
                  <CommitChip commit={row.commit} dirty={row.dirty} />
                </span>
              </td>
              {row.cells.map((cell, columnAt) => {
                const column = matrix.columns[columnAt]?.id ?? columnAt
                if (!cell) return <td key={column} className={css.hollow} title="Not planned" />
                const { state, run } = shown(cell)
                const value = metric && run && run.error === null ? (run.metrics[metric.name] ?? null) : null
                const tip = run?.error ?? (metric && value !== null ? `${metric.name} ${value}` : undefined)
                return (
                  <td key={column} data-state={state}>
                    <button
                      type="button"
                      className={css.cell}
                      data-cell={`${rowAt}:${columnAt}`}
                      tabIndex={at.row === rowAt && at.column === columnAt ? 0 : -1}
                      aria-disabled={run === null}
                      title={run ? `${tip ? `${tip}. ` : ''}Open the run` : undefined}
                      onFocus={() => setAt({ row: rowAt, column: columnAt })}
                      onClick={() => run && onOpen(run)}
                    >
                      <CellMark state={state} />
                      {value !== null && <span className={css.value}>{metricText(value, decimals)}</span>}
                      {value === null && metric && run?.error === null && metric.name in run.metrics && (
                        <NullMark />
                      )}
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
