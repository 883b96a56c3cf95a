import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import canonicalize from 'canonicalize'
import type { MetricValue } from '#shared/format/run.ts'
import { layout } from '../store/index.ts'
import type { PlannedCell } from './cell.ts'
import type { EvaluationContext } from './context.ts'
import { metricKeys } from './execute.ts'
import { findLedgerLines } from './ledger.ts'

/** What the ledger knows of a run. */
export interface Known {
  resultDigest: string
  rows: number
  /** Values whose metric key is that of the plan. */
  metrics: Record<string, MetricValue>
  /** No metric of the plan is missing: nothing has to run. */
  complete: boolean
}

/** Names one execution: cells of equal key and equal metrics need it once. */
export function taskOf({ key, metrics }: PlannedCell): string {
  const text = canonicalize(metrics.map(({ name, closure, inputs }) => ({ name, closure, inputs }))) ?? ''
  return `${key}:${createHash('sha256').update(text).digest('hex')}`
}

/** What the ledger already holds of the cells' runs, by task. */
export async function findKnown(
  ctx: EvaluationContext,
  cells: readonly PlannedCell[],
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  if (cells.length === 0) return known
  const lines = await findLedgerLines(ctx, { keys: [...new Set(cells.map((cell) => cell.key))] })
  for (const cell of cells) {
    const task = taskOf(cell)
    if (known.has(task)) continue
    const own = lines.filter((line) => line.key === cell.key && line.error === null)
    const { resultDigest, rows } = own.find((line) => line.resultDigest !== null) ?? {}
    if (!resultDigest || rows === undefined || rows === null) continue
    const metrics: Record<string, MetricValue> = {}
    const keys = metricKeys(cell.metrics, resultDigest)
    for (const [name, key] of keys) {
      const value = own.map((line) => line.metrics[name]).find((metric) => metric?.key === key)
      if (value) metrics[name] = value
    }
    known.set(task, { resultDigest, rows, metrics, complete: Object.keys(metrics).length === keys.size })
  }
  return known
}

/** What a cell still needs: a run, metrics measured on the rows that are kept of it, or nothing. */
export type Need = 'run' | 'metrics' | 'nothing'

/** What each cell needs by what the ledger holds and the store keeps. Rows that turn out damaged need a run after all. */
export async function findNeeds(
  ctx: EvaluationContext,
  cells: readonly PlannedCell[],
  known: ReadonlyMap<string, Known>,
): Promise<(cell: PlannedCell) => Need> {
  const needs = new Map<string, Need>()
  for (const cell of cells) {
    const task = taskOf(cell)
    if (needs.has(task)) continue
    const found = known.get(task)
    if (found?.complete) needs.set(task, 'nothing')
    else if (found && cell.engine.name === 'wasm' && (await areKept(ctx, found))) needs.set(task, 'metrics')
    else needs.set(task, 'run')
  }
  return (cell) => needs.get(taskOf(cell)) ?? 'run'
}

function areKept({ home }: EvaluationContext, { resultDigest }: Known): Promise<boolean> {
  return access(join(layout(home).results, `${resultDigest}.arrows`)).then(
    () => true,
    () => false,
  )
}
