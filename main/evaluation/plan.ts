import type { z } from 'zod'
import type { Plan, PlanCell, Selection as SelectionSchema } from '#shared/contract/evaluation.ts'
import { AppError, toAppError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import type { Work } from '#shared/progress.ts'
import type { Cell } from '#shared/value.ts'
import { type PlannedCell, planCell, type Statements, understandVersion } from './cell.ts'
import { readCode, resolveVersions, type Version } from './code.ts'
import type { EvaluationContext } from './context.ts'
import { type Definition, readDefinition } from './definition.ts'
import { runEngine } from './engine.ts'
import { grid, gridSize, pick } from './grid.ts'
import type { Need } from './reuse.ts'
import { chooseSnapshots } from './snapshots.ts'

export type Selection = z.infer<typeof SelectionSchema>

/** A matrix beyond this is a mistake in a list. */
const maxCells = 20_000

/** Cells of equal ref, snapshots and params: gates hold in each. */
export interface PlannedGroup {
  version: Version
  label: string
  cells: Map<string, PlannedCell>
}

export interface EvaluationPlan {
  definition: Definition
  /** Each key, algorithm and ref once. */
  cells: PlannedCell[]
  groups: PlannedGroup[]
  problems: AppError[]
}

/** Makes the matrix: algorithms x refs x snapshots x params. Cells that cannot be planned become problems. */
export async function makePlan(
  ctx: EvaluationContext,
  selection: Selection,
  { signal }: Work = {},
): Promise<EvaluationPlan> {
  const definition = await readDefinition(ctx.workspace, selection.evaluation)
  const { evaluation } = definition
  const versions = await resolveVersions(ctx, selection.refs.length > 0 ? selection.refs : evaluation.refs)
  const engine = await runEngine(ctx, evaluation)
  const problems: AppError[] = []
  const understood: { version: Version; statements: Statements }[] = []
  for (const version of versions) {
    signal?.throwIfAborted()
    const code = await readCode(ctx, version.commit)
    understood.push({
      version,
      statements: await understandVersion(ctx, { definition, code, version, problems }),
    })
  }
  const all = understood.map(({ statements }) => statements)
  const reads = [...new Set(all.flatMap((statements) => statements.reads))]
  const ids = await chooseSnapshots(ctx, {
    reads,
    defined: evaluation.snapshots,
    chosen: selection.snapshots,
  })
  const lists = { ...evaluation.params, ...selection.params }
  const used = new Set(all.flatMap((statements) => statements.params))
  if (problems.length === 0) refuseUnused(definition, lists, used)
  const choices = pick(lists, [...used].sort())
  refuseHuge(gridSize(ids) * gridSize(choices) * versions.length * Object.keys(evaluation.algorithms).length)

  const cells = new Map<string, PlannedCell>()
  const groups: PlannedGroup[] = []
  for (const { version, statements } of understood) {
    for (const snapshots of grid(ids)) {
      for (const params of grid(choices)) {
        const group: PlannedGroup = { version, label: labelOf(snapshots, params), cells: new Map() }
        for (const algorithm of statements.algorithms.keys()) {
          try {
            const cell = planCell({ algorithm, version, statements, snapshots, params, engine })
            const id = `${cell.key} ${algorithm} ${version.ref}`
            const known = cells.get(id) ?? cell
            cells.set(id, known)
            group.cells.set(algorithm, known)
          } catch (thrown) {
            addProblem(problems, toAppError(thrown))
          }
        }
        groups.push(group)
      }
    }
  }
  return { definition, cells: [...cells.values()], groups, problems }
}

/** The same sentence about the same place is said once, however many cells it stops. */
function addProblem(problems: AppError[], problem: AppError): void {
  if (problem.kind === 'bug') throw problem
  if (!problems.some((other) => other.code === problem.code && other.message === problem.message)) {
    problems.push(problem)
  }
}

function labelOf(snapshots: Record<string, string>, params: Record<string, Cell>): string {
  const data = Object.entries(snapshots).map(([source, id]) => `${source} ${short(id)}`)
  const values = Object.entries(params).map(([name, value]) => `${name} = ${String(value)}`)
  return [...data, ...values].join(', ') || 'no data'
}

function refuseUnused({ file }: Definition, lists: Record<string, Cell[]>, used: ReadonlySet<string>): void {
  const name = Object.keys(lists).find((name) => !used.has(name))
  if (name === undefined) return
  throw new AppError({
    code: 'PARAM_UNUSED',
    kind: 'input',
    message: used.size
      ? `No algorithm uses the parameter ${name}. Parameters are ${[...used].join(', ')}.`
      : `No algorithm uses the parameter ${name}. Take it away.`,
    place: { file, field: `params.${name}` },
  })
}

function refuseHuge(size: number): void {
  if (size <= maxCells) return
  throw new AppError({
    code: 'PLAN_TOO_LARGE',
    kind: 'input',
    message: `This matrix has ${size} cells; ${maxCells} is the limit. Shorten a list of refs, snapshots or params.`,
  })
}

/** A planned cell as the window shows it. */
function planCellOf(cell: PlannedCell, needs: Need): PlanCell {
  const { key, algorithm, version, inputs, params } = cell
  const snapshots = Object.fromEntries(Object.entries(inputs).map(([name, { snapshot }]) => [name, snapshot]))
  return {
    key,
    algorithm,
    ref: version.ref,
    commit: version.commit,
    dirty: version.dirty,
    snapshots,
    params,
    reused: needs === 'nothing',
    measured: needs === 'metrics',
  }
}

/** The plan as the window shows it; `needOf` says what a cell still needs. */
export function planOf(plan: EvaluationPlan, needOf: (cell: PlannedCell) => Need): Plan {
  return {
    evaluation: plan.definition.name,
    cells: plan.cells.map((cell) => planCellOf(cell, needOf(cell))),
    problems: plan.problems.map((problem) => problem.toData()),
  }
}
