import type { Run } from '#shared/contract/evaluation.ts'
import { short } from '#shared/names.ts'
import { CommitChip, Delta, formatCount, formatInstant, NullMark, SnapshotChip } from '../ui/index.ts'
import { CellMark } from './cell-mark.tsx'
import type { RunColumn } from './columns.ts'
import css from './evaluation.module.css'
import type { LedgerRow } from './ledger.ts'
import { deltaText, metricText, verdictOf } from './metrics.ts'

/** One value of the runs table. */
export function RunCell({
  row,
  column,
  against,
}: {
  row: LedgerRow
  column: RunColumn
  /** The run that this one is judged against. */
  against: Run | undefined
}) {
  const { run } = row
  const value = column.value(row)
  switch (column.kind) {
    case 'state':
      return <CellMark state={run.error === null ? 'done' : 'failed'} />
    case 'from':
      return (
        <span className={css.chips}>
          <CommitChip commit={run.commit} dirty={run.dirty} inGrid />
          {Object.entries(run.snapshots).map(([source, id]) => (
            <SnapshotChip key={source} source={source} id={id} inGrid />
          ))}
        </span>
      )
    case 'key':
    case 'digest':
      return value === null ? <NullMark /> : <code title={String(value)}>{short(String(value))}</code>
    case 'metric':
      if (run.error !== null) return null
      return typeof value === 'number' ? (
        <span title={String(value)}>{metricText(value, column.decimals)}</span>
      ) : (
        <NullMark />
      )
    case 'delta':
      if (!against || !column.metric || run.error !== null) return null
      if (against.key === run.key && against.commit === run.commit && against.algorithm === run.algorithm)
        return <span className={css.quiet}>baseline</span>
      return (
        <MetricDelta
          better={column.metric.better}
          from={against.metrics[column.metric.name] ?? null}
          to={run.metrics[column.metric.name] ?? null}
          decimals={column.decimals}
        />
      )
    case 'number':
      return typeof value === 'number' ? formatCount(value) : <NullMark />
    case 'duration':
      return run.cached ? <span className={css.quiet}>reused</span> : formatCount(Math.round(run.durationMs))
    case 'time':
      return <span title={String(value)}>{formatInstant(String(value))}</span>
    case 'text':
      return value === 'NULL' ? <NullMark /> : <span title={String(value ?? '')}>{value}</span>
  }
}

/** A signed delta with its word; one that is too small for the column's decimals is written with its power of ten. */
export function MetricDelta({
  better,
  from,
  to,
  decimals,
  unit,
}: {
  better: Parameters<typeof verdictOf>[0]
  from: number | null
  to: number | null
  decimals: number
  unit?: string | undefined
}) {
  const verdict = verdictOf(better, from, to)
  const delta = from === null || to === null ? null : to - from
  const plain = delta === null || delta === 0 || Number(Math.abs(delta).toFixed(decimals)) !== 0
  if (plain) return <Delta value={delta} verdict={verdict} decimals={decimals} unit={unit} />
  const word = verdict === 'better' || verdict === 'worse' ? verdict : ''
  return (
    <span className={css.tinyDelta} data-verdict={verdict}>
      {`${deltaText(delta, decimals)}${unit ? ` ${unit}` : ''}`}
      {word && <span>{word}</span>}
    </span>
  )
}
