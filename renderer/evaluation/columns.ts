import type { MetricInfo, Run } from '#shared/contract/evaluation.ts'
import { cellText, type LedgerRow, stateOf } from './ledger.ts'
import { decimalsFor, deltaOf } from './metrics.ts'

/** A column of the runs table. */
export interface RunColumn {
  id: string
  title: string
  kind: 'state' | 'key' | 'from' | 'text' | 'number' | 'metric' | 'delta' | 'time' | 'duration' | 'digest'
  unit?: string
  metric?: MetricInfo
  decimals: number
  /** Never hidden: state and key. */
  pinned: boolean
  /** What a row is sorted and told apart by; null sorts last. */
  value: (row: LedgerRow) => string | number | null
  width: number
}

const names = (of: (run: Run) => Readonly<Record<string, unknown>>, rows: readonly LedgerRow[]) => [
  ...new Set(rows.flatMap(({ run }) => Object.keys(of(run)))),
]

/** Every column that these rows have, in the order of the table. `against` names each row's baseline run. */
export function runColumns(
  rows: readonly LedgerRow[],
  metrics: readonly MetricInfo[],
  against: ReadonlyMap<string, Run>,
): RunColumn[] {
  const column = (
    id: string,
    title: string,
    kind: RunColumn['kind'],
    width: number,
    value: RunColumn['value'],
    more: Partial<RunColumn> = {},
  ): RunColumn => ({ id, title, kind, width, value, decimals: 0, pinned: false, ...more })

  const judged = metrics.flatMap((metric) => {
    const value = (row: LedgerRow) => row.run.metrics[metric.name] ?? null
    const unit = metric.unit === undefined ? {} : { unit: metric.unit }
    const decimals = decimalsFor(rows.map(value))
    const own = column(`metric:${metric.name}`, metric.name, 'metric', headWidth(metric), value, {
      ...unit,
      metric,
      decimals,
    })
    if (metric.better === 'none') return [own]
    const delta = (row: LedgerRow) => deltaOf(against.get(row.id)?.metrics[metric.name] ?? null, value(row))
    return [
      own,
      column(`delta:${metric.name}`, 'vs baseline', 'delta', 132, delta, { ...unit, metric, decimals }),
    ]
  })
  return [
    column('state', 'State', 'state', 80, ({ run }) => stateOf(run), { pinned: true }),
    column('key', 'Run key', 'key', 76, ({ run }) => run.key, { pinned: true }),
    column(
      'algorithm',
      'Algorithm',
      'text',
      textWidth(rows, ({ algorithm }) => algorithm.length),
      ({ run }) => run.algorithm,
    ),
    column('from', 'Made from', 'from', chipsWidth(rows), ({ run }) => `${run.commit} ${snapshotText(run)}`),
    ...judged,
    ...names((run) => run.params, rows).map((name) =>
      column(`param:${name}`, name, 'text', 110, ({ run }) => cellText(run.params[name])),
    ),
    column('ref', 'Version', 'text', 110, ({ run }) => run.ref),
    column('engine', 'Engine', 'text', 150, ({ run }) => engineText(run)),
    column('rows', 'Rows', 'number', 96, ({ run }) => run.rows),
    column('digest', 'Result', 'digest', 84, ({ run }) => run.resultDigest),
    column('duration', 'Took, ms', 'duration', 84, ({ run }) => run.durationMs),
    column('used', 'Last used, UTC', 'time', 136, (row) => row.lastUsed),
    column('uses', 'Uses', 'number', 64, (row) => row.uses),
    column('by', 'By', 'text', 140, ({ run }) => run.by),
  ]
}

/** Px of the widest text of the newest rows, within reason. */
function textWidth(rows: readonly LedgerRow[], letters: (run: Run) => number): number {
  const most = rows.slice(0, 500).reduce((longest, { run }) => Math.max(longest, letters(run)), 9)
  return Math.min(260, most * 7 + 24)
}

/** Px that the chips of a row need: a commit, and a snapshot of each source. */
function chipsWidth(rows: readonly LedgerRow[]): number {
  const needs = ({ run }: LedgerRow) =>
    Object.keys(run.snapshots).reduce((sum, source) => sum + 92 + source.length * 7, run.dirty ? 122 : 102)
  return Math.min(
    480,
    rows.slice(0, 500).reduce((widest, row) => Math.max(widest, needs(row)), 180),
  )
}

/** Px that a metric's head needs, with its unit and the mark of a sort. */
function headWidth({ name, unit }: MetricInfo): number {
  const letters = name.length + (unit === undefined ? 0 : unit.length + 2)
  return Math.min(240, Math.max(96, letters * 7 + 40))
}

/** `flights 9f3c2a1, weather b81d0c4`: whole ids, for sorting and finding. */
export function snapshotText(run: Pick<Run, 'snapshots'>): string {
  return Object.entries(run.snapshots)
    .map(([source, id]) => `${source} ${id}`)
    .join(', ')
}

/** `wasm 1.4.3, 1 thread`. */
export function engineText({ engine }: Pick<Run, 'engine'>): string {
  return `${engine.name} ${engine.version}, ${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}`
}

/** The ids of columns whose value is not the same in every row. With fewer than two rows nothing can vary: all. */
export function varyingColumns(columns: readonly RunColumn[], rows: readonly LedgerRow[]): Set<string> {
  if (rows.length < 2) return new Set(columns.map((column) => column.id))
  const [first, ...others] = rows as [LedgerRow, ...LedgerRow[]]
  return new Set(
    columns
      .filter((column) => {
        const value = column.value(first)
        return others.some((row) => !Object.is(column.value(row), value))
      })
      .map((column) => column.id),
  )
}

/** What the table shows: pinned columns, and of the others those that the user shows or that vary. */
export function shownColumns(
  columns: readonly RunColumn[],
  varying: ReadonlySet<string>,
  choice: { varyingOnly: boolean; hidden: readonly string[] },
): RunColumn[] {
  return columns.filter(({ id, pinned, kind }) => {
    if (pinned) return true
    if (choice.hidden.includes(id)) return false
    // A metric is what one came for: it stays, even when all runs agree on it.
    return !choice.varyingOnly || kind === 'metric' || varying.has(id)
  })
}
