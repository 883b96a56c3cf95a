import type { z } from 'zod'
import type { CellState as CellStateSchema, Run, RunEvent, RunResult } from '#shared/contract/evaluation.ts'
import { AppError, cancelledError, describeError, toAppError } from '#shared/errors.ts'
import type { LedgerLine } from '#shared/format/run.ts'
import type { Progress, Work } from '#shared/progress.ts'
import type { WasmPool } from '../engine/wasm/index.ts'
import type { PlannedCell } from './cell.ts'
import { type EvaluationContext, repositoryOf } from './context.ts'
import { type Executed, executeCell, imagesFor } from './execute.ts'
import { judge } from './gates.ts'
import { flushLedger, recordLines, runOf, thisHost } from './ledger.ts'
import { makePlan, planOf, type Selection } from './plan.ts'
import { withPool } from './pool.ts'
import { findKnown, findNeeds, type Known, taskOf } from './reuse.ts'

/** Besides what to run: how many at once, and whether to run again what the ledger holds. */
export type RunSelection = Selection & { jobs: number; force: boolean }

export interface RunEffects {
  signal?: AbortSignal
  emit?: (event: RunEvent) => void
}

type CellState = z.infer<typeof CellStateSchema>

/** Cells that one execution answers. */
interface Task {
  cells: PlannedCell[]
  known: Known | undefined
}

/**
 * Runs the cells of an evaluation that the ledger does not hold and judges its gates. A run that fails stops no
 * other one; finished runs are in the ledger whatever happens afterwards. Throws `RUN_NOT_REPEATABLE` (integrity)
 * when a run gave other bits than before, the first planning problem when nothing could be planned, and `CANCELLED`.
 */
export async function runEvaluation(
  ctx: EvaluationContext,
  selection: RunSelection,
  { signal, emit = () => undefined }: RunEffects = {},
): Promise<RunResult> {
  const plan = await makePlan(ctx, selection, signal ? { signal } : {})
  const [problem] = plan.problems
  if (plan.cells.length === 0 && problem) throw problem
  const known = await findKnown(ctx, plan.cells)
  const needs = await findNeeds(ctx, plan.cells, known)
  const needOf = (cell: PlannedCell) => (selection.force ? 'run' : needs(cell))
  emit({ type: 'planned', plan: planOf(plan, needOf) })

  const { name: by } = await ctx.git.call('identity', { repo: repositoryOf(ctx) })
  const lineOf = lineMaker(ctx, { evaluation: plan.definition.name, by })
  const runs = new Map<PlannedCell, Run>()
  const settle = async (state: CellState, lines: readonly [PlannedCell, LedgerLine][]) => {
    await recordLines(
      ctx,
      lines.map(([, line]) => line),
    )
    for (const [cell, line] of lines) {
      const run = runOf(line)
      runs.set(cell, run)
      emit(cellEvent(cell, state, run))
    }
  }

  const tasks: Task[] = []
  for (const cells of byTask(plan.cells)) {
    const [first] = cells
    const found = first && known.get(taskOf(first))
    if (first && found && needOf(first) === 'nothing') {
      const startedAt = ctx.now().toISOString()
      await settle(
        'reused',
        cells.map((cell) => [
          cell,
          lineOf(cell, { ...found, durationMs: 0, startedAt, cached: true, error: null }),
        ]),
      )
    } else {
      tasks.push({ cells, known: found })
      for (const cell of cells) emit(cellEvent(cell, 'queued', null))
    }
  }

  const work: Work = { ...(signal && { signal }), onProgress: (progress) => emitProgress(emit, progress) }
  const images = imagesFor(ctx, work)
  let unrepeatable: AppError | undefined
  let done = runs.size
  const runTask = async ({ cells, known }: Task, pool: WasmPool) => {
    const [first] = cells
    if (!first || signal?.aborted) return
    for (const cell of cells) emit(cellEvent(cell, 'running', null))
    const startedAt = ctx.now().toISOString()
    let executed: Executed | undefined
    let failure: AppError | undefined
    try {
      executed = await executeCell(
        ctx,
        first,
        { pool, images, known: selection.force ? undefined : known },
        work,
      )
      if (known && known.resultDigest !== executed.resultDigest) {
        failure = notRepeatable(first, known.resultDigest, executed.resultDigest)
        unrepeatable ??= failure
      }
    } catch (thrown) {
      failure = toAppError(thrown)
      if (failure.kind === 'bug') console.error(thrown)
      if (failure.kind === 'integrity') unrepeatable ??= failure
    }
    if (signal?.aborted || failure?.kind === 'cancelled') {
      for (const cell of cells) emit(cellEvent(cell, 'cancelled', null))
      return
    }
    const facts = {
      startedAt,
      durationMs: 0,
      cached: false,
      ...executed,
      error: failure ? sentenceOf(failure, first) : null,
    }
    await settle(
      failure ? 'failed' : facts.cached ? 'reused' : 'done',
      cells.map((cell, index) => {
        const cached = (facts.cached || index > 0) && !failure
        return [cell, lineOf(cell, { ...facts, cached, durationMs: cached ? 0 : facts.durationMs })]
      }),
    )
    done += cells.length
    emitProgress(emit, {
      phase: 'Run',
      done,
      total: plan.cells.length,
      unit: 'cells',
      detail: first.algorithm,
    })
  }

  try {
    if (tasks.length > 0) {
      await withPool(ctx.startWorker, { jobs: selection.jobs, signal }, (pool) =>
        inParallel(tasks, selection.jobs, (task) => runTask(task, pool)),
      )
    }
  } finally {
    await flushLedger(ctx)
  }
  await keepRows(ctx, [...runs.values()])
  if (signal?.aborted) {
    for (const cell of plan.cells) if (!runs.has(cell)) emit(cellEvent(cell, 'cancelled', null))
    throw cancelledError('The evaluation')
  }
  if (unrepeatable) throw unrepeatable

  const groups = plan.groups.map(({ version, label, cells }) => ({
    commit: version.commit,
    label,
    measured: new Map([...cells].map(([algorithm, cell]) => [algorithm, measuredBy(runs.get(cell))])),
  }))
  const result: RunResult = {
    evaluation: plan.definition.name,
    runs: plan.cells.flatMap((cell) => runs.get(cell) ?? []),
    gates: judge(plan.definition.evaluation, groups),
    problems: plan.problems.map((problem) => problem.toData()),
  }
  emit({ type: 'done', result })
  return result
}

/** Garbage collection goes by the last use, also of rows that an old run made and when this workspace is not mounted. */
async function keepRows({ files, home, workspace, now }: EvaluationContext, runs: readonly Run[]) {
  const results = [...new Set(runs.flatMap(({ resultDigest }) => resultDigest ?? []))]
  if (results.length === 0) return
  const { id, root } = workspace
  await files.call('keepRoots', { home, workspace: id, folder: root, now: now().getTime(), results })
}

/** Why a run failed, with the place in its algorithm's file: a ledger line holds a sentence alone. */
function sentenceOf(failure: AppError, { file }: PlannedCell): string {
  const { place } = failure
  const inQuery = place.file === undefined && place.field === undefined
  const line = (place.line ?? 1) + file.line - 1
  return describeError({
    ...failure.toData(),
    place: inQuery ? { ...place, file: file.path, line } : place,
  })
}

function measuredBy(run: Run | undefined): Run['metrics'] {
  return run && run.error === null ? run.metrics : {}
}

function byTask(cells: readonly PlannedCell[]): PlannedCell[][] {
  const tasks = new Map<string, PlannedCell[]>()
  for (const cell of cells) {
    const task = taskOf(cell)
    tasks.set(task, [...(tasks.get(task) ?? []), cell])
  }
  return [...tasks.values()]
}

/** Does `use` for each item, at most `jobs` at once. */
async function inParallel<Item>(items: readonly Item[], jobs: number, use: (item: Item) => Promise<void>) {
  const queue = items[Symbol.iterator]()
  const work = async () => {
    for (const item of queue) await use(item)
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, items.length)) }, work))
}

function emitProgress(emit: (event: RunEvent) => void, progress: Progress): void {
  emit({ type: 'progress', progress })
}

function cellEvent({ key, algorithm, version }: PlannedCell, state: CellState, run: Run | null): RunEvent {
  return { type: 'cell', key, algorithm, commit: version.commit, state, run }
}

type LineFacts = Pick<LedgerLine, 'startedAt' | 'durationMs' | 'cached' | 'error'> &
  Partial<Pick<LedgerLine, 'resultDigest' | 'rows' | 'metrics'>>

function lineMaker(ctx: EvaluationContext, { evaluation, by }: { evaluation: string; by: string }) {
  const host = thisHost(ctx.app)
  return (cell: PlannedCell, facts: LineFacts): LedgerLine => ({
    v: 1,
    key: cell.key,
    evaluation,
    algorithm: cell.algorithm,
    ref: cell.version.ref,
    commit: cell.version.commit,
    dirty: cell.version.dirty,
    inputs: cell.inputs,
    params: cell.params,
    engine: cell.engine,
    metrics: facts.metrics ?? {},
    resultDigest: facts.resultDigest ?? null,
    rows: facts.rows ?? null,
    cached: facts.cached,
    startedAt: facts.startedAt,
    durationMs: facts.durationMs,
    by,
    host,
    error: facts.error,
  })
}

function notRepeatable(cell: PlannedCell, was: string, is: string): AppError {
  return new AppError({
    code: 'RUN_NOT_REPEATABLE',
    kind: 'integrity',
    message: `Two executions of ${cell.algorithm} with one run key gave different rows (${was.slice(0, 7)} before, ${is.slice(0, 7)} now). Give its rows a fixed order with ORDER BY; if they have one, this is a defect of Lakebench: please report it.`,
    details: { key: cell.key, was, is },
  })
}
