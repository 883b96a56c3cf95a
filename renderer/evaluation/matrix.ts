import type { Plan, PlanCell, Run, RunEvent } from '#shared/contract/evaluation.ts'
import type { Cell } from '#shared/value.ts'
import { cellText, rowId } from './ledger.ts'

export type CellState = Extract<RunEvent, { type: 'cell' }>['state'] | 'to run' | 'to measure'

/** A cell's state as the matrix shows it. */
export interface LiveCell {
  state: CellState
  run: Run | null
}

export interface MatrixColumn {
  id: string
  /** Only what varies between columns; both empty when nothing does. */
  snapshots: Record<string, string>
  params: Record<string, Cell>
}

export interface MatrixRow {
  id: string
  algorithm: string
  ref: string
  commit: string
  dirty: boolean
  /** As many as there are columns; null where nothing is planned. */
  cells: (PlanCell | null)[]
}

export interface Matrix {
  columns: MatrixColumn[]
  rows: MatrixRow[]
}

interface Dimension {
  kind: 'snapshots' | 'params'
  name: string
  values: Cell[]
}

/** Algorithms and versions down, what varies of snapshots and params across. */
export function matrixOf(plan: Pick<Plan, 'cells'>): Matrix {
  const dimensions = [...dimensionsOf(plan.cells, 'snapshots'), ...dimensionsOf(plan.cells, 'params')]
  let columns: MatrixColumn[] = [{ id: '', snapshots: {}, params: {} }]
  for (const { kind, name, values } of dimensions) {
    columns = columns.flatMap((column) =>
      values.map((value) => ({
        ...column,
        id: `${column.id}/${name}=${cellText(value)}`,
        [kind]: { ...column[kind], [name]: value },
      })),
    )
  }
  const rows = new Map<string, PlanCell[]>()
  for (const cell of plan.cells) {
    const id = `${cell.algorithm}:${cell.ref}:${cell.commit}`
    rows.set(id, [...(rows.get(id) ?? []), cell])
  }
  const used = columns.filter((column) => plan.cells.some((cell) => stands(cell, column)))
  return {
    columns: used,
    rows: [...rows].map(([id, cells]) => {
      const [{ algorithm, ref, commit, dirty }] = cells as [PlanCell]
      return {
        id,
        algorithm,
        ref,
        commit,
        dirty,
        cells: used.map((column) => cells.find((cell) => stands(cell, column)) ?? null),
      }
    }),
  }
}

/** A cell that does not read a source or param stands in every column of it: it is the same run. */
function stands(cell: PlanCell, column: MatrixColumn): boolean {
  return (['snapshots', 'params'] as const).every((kind) =>
    Object.entries(column[kind]).every(
      ([name, value]) => !(name in cell[kind]) || cellText(cell[kind][name]) === cellText(value),
    ),
  )
}

function dimensionsOf(cells: readonly PlanCell[], kind: Dimension['kind']): Dimension[] {
  const values = new Map<string, Map<string, Cell>>()
  for (const cell of cells) {
    for (const [name, value] of Object.entries(cell[kind])) {
      const seen = values.get(name) ?? new Map<string, Cell>()
      values.set(name, seen.set(cellText(value), value))
    }
  }
  return [...values]
    .filter(([, seen]) => seen.size > 1)
    .map(([name, seen]) => ({ kind, name, values: [...seen.values()] }))
}

/** What all cells share, so that it is said once: snapshots by source and params by name. */
export function sharedOf(plan: Pick<Plan, 'cells'>): Pick<MatrixColumn, 'snapshots' | 'params'> {
  const shared = { snapshots: {} as Record<string, string>, params: {} as Record<string, Cell> }
  for (const kind of ['snapshots', 'params'] as const) {
    const seen = new Map<string, Set<string>>()
    for (const cell of plan.cells) {
      for (const [name, value] of Object.entries(cell[kind])) {
        seen.set(name, (seen.get(name) ?? new Set()).add(cellText(value)))
        Object.assign(shared[kind], { [name]: value })
      }
    }
    for (const [name, texts] of seen) if (texts.size > 1) delete shared[kind][name]
  }
  return shared
}

export interface Counts {
  total: number
  reused: number
  running: number
  done: number
  failed: number
  cancelled: number
  /** To run, to measure or queued. */
  waiting: number
  /** Of those that wait: to measure on kept rows, without a run. */
  measure: number
}

/** What a run would do with a cell. */
export function plannedState({ reused, measured }: PlanCell): 'reused' | 'to measure' | 'to run' {
  return reused ? 'reused' : measured ? 'to measure' : 'to run'
}

/** How many cells are in which state; `states` overrides the plan where work has begun. */
export function countCells(cells: readonly PlanCell[], states: ReadonlyMap<string, LiveCell>): Counts {
  const counts: Counts = {
    total: 0,
    reused: 0,
    running: 0,
    done: 0,
    failed: 0,
    cancelled: 0,
    waiting: 0,
    measure: 0,
  }
  for (const cell of cells) {
    counts.total += 1
    const state = states.get(rowId(cell))?.state ?? plannedState(cell)
    if (state === 'to measure') counts.measure += 1
    if (state === 'to run' || state === 'to measure' || state === 'queued') counts.waiting += 1
    else counts[state] += 1
  }
  return counts
}

/** What the plan costs, from the mean time of earlier runs of each algorithm; null when none is known. */
export function estimateMs(
  cells: readonly PlanCell[],
  runs: readonly Pick<Run, 'algorithm' | 'durationMs' | 'cached' | 'error'>[],
  jobs: number,
): number | null {
  const times = new Map<string, { sum: number; count: number }>()
  for (const run of runs) {
    if (run.cached || run.error !== null) continue
    const time = times.get(run.algorithm) ?? { sum: 0, count: 0 }
    times.set(run.algorithm, { sum: time.sum + run.durationMs, count: time.count + 1 })
  }
  const all = [...times.values()]
  const overall =
    all.reduce((sum, time) => sum + time.sum, 0) / all.reduce((sum, time) => sum + time.count, 0)
  if (!Number.isFinite(overall)) return null
  const total = cells
    .filter((cell) => plannedState(cell) === 'to run')
    .reduce((sum, { algorithm }) => {
      const time = times.get(algorithm)
      return sum + (time ? time.sum / time.count : overall)
    }, 0)
  return total / Math.max(1, jobs)
}

/** The run that a reused cell finds in the ledger: its own line, else another use of the same code and data. */
export function runFinder(known: ReadonlyMap<string, Run>): (cell: PlanCell) => Run | null {
  const byKey = new Map<string, Run>()
  for (const run of known.values()) if (run.error === null && !byKey.has(run.key)) byKey.set(run.key, run)
  return (cell) => {
    const own = known.get(rowId(cell))
    if (own) return own
    const run = cell.reused ? byKey.get(cell.key) : undefined
    return run ? { ...run, algorithm: cell.algorithm } : null
  }
}

/** Both plans hold the same cells, so that what was run is what is planned now. */
export function sameCells(a: Pick<Plan, 'cells'> | null, b: Pick<Plan, 'cells'> | undefined): boolean {
  if (!a || !b) return a !== null && b === undefined
  if (a.cells.length !== b.cells.length) return false
  const ids = new Set(a.cells.map(rowId))
  return b.cells.every((cell) => ids.has(rowId(cell)))
}
