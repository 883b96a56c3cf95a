import { AppError, toAppError } from '#shared/errors.ts'
import { parseEvaluation } from '#shared/format/evaluation.ts'
import type { LedgerLine, RunEngine } from '#shared/format/run.ts'
import { short } from '#shared/names.ts'
import { type PlannedCell, planCell, understandVersion } from './cell.ts'
import { type Code, readCode } from './code.ts'
import type { EvaluationContext } from './context.ts'
import { type Definition, readDefinition } from './definition.ts'

/** Definitions by which a recorded run may have been made: the commit's own, then the working tree's. */
async function definitionsFor(ctx: EvaluationContext, code: Code, name: string): Promise<Definition[]> {
  const found: Definition[] = []
  for (const file of [`evaluations/${name}.yml`, `evaluations/${name}.yaml`]) {
    const text = code.files.get(file)
    if (text === undefined) continue
    try {
      found.push({ name, file, evaluation: parseEvaluation(file, text) })
    } catch {
      // a broken definition at that commit: it was not what ran
    }
  }
  try {
    found.push(await readDefinition(ctx.workspace, name))
  } catch {
    // gone or broken in the working tree
  }
  return found
}

export interface Rebuilt {
  cell: PlannedCell
  /** Workspace path of the algorithm's query. */
  file: string
}

/**
 * A recorded run made anew from git objects and its snapshots: the cell with the very same key under `engine`.
 * `RUN_NOT_REBUILT` when neither the commit's definition nor the working tree's leads to that key.
 */
export async function rebuildRun(
  ctx: EvaluationContext,
  line: LedgerLine,
  engine: RunEngine = line.engine,
): Promise<Rebuilt> {
  const code = await readCode(ctx, line.commit)
  const version = { ref: line.ref, commit: line.commit, dirty: line.dirty }
  const snapshots = Object.fromEntries(
    Object.entries(line.inputs).map(([name, { snapshot }]) => [name, snapshot]),
  )
  let cause: unknown
  for (const definition of await definitionsFor(ctx, code, line.evaluation)) {
    const file = definition.evaluation.algorithms[line.algorithm]?.query
    if (!file) continue
    try {
      const problems: AppError[] = []
      const statements = await understandVersion(ctx, { definition, code, version, problems })
      if (problems.length > 0) cause = problems[0]
      if (!statements.algorithms.has(line.algorithm)) continue
      const cell = planCell({
        algorithm: line.algorithm,
        version,
        statements,
        snapshots,
        params: line.params,
        engine,
      })
      if (cell.key === line.key) return { cell, file }
    } catch (thrown) {
      cause = toAppError(thrown)
    }
  }
  const why = cause instanceof AppError ? ` (${cause.message})` : ''
  throw new AppError(
    {
      code: 'RUN_NOT_REBUILT',
      kind: 'failed',
      message: `The run ${short(line.key)} cannot be made again from ${short(line.commit)}${why}. Its evaluation was changed since, or another version of Lakebench made it. Run the evaluation again.`,
      details: { key: line.key, commit: line.commit },
    },
    { cause },
  )
}
