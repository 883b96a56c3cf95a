import type { Verification } from '#shared/contract/evaluation.ts'
import { AppError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import type { Work } from '#shared/progress.ts'
import type { EvaluationContext } from './context.ts'
import { runEngine } from './engine.ts'
import { executeCell, imagesFor } from './execute.ts'
import { findRun } from './ledger.ts'
import { withPool } from './pool.ts'
import { rebuildRun } from './rebuild.ts'

/**
 * Executes a recorded run again, from git objects and its snapshots alone, and says whether it gave the same bits.
 * A metric whose SQL is another one now is not compared. `RUN_OTHER_ENGINE` when another version made the run, which
 * is no fault; `RUN_FAILED` when there is no result to compare with.
 */
export async function verifyRun(
  ctx: EvaluationContext,
  { key }: { key: string },
  work: Work = {},
): Promise<Verification> {
  const line = await findRun(ctx, key)
  const refuse = (code: string, message: string) => new AppError({ code, kind: 'input', message })
  if (line.error !== null) {
    throw refuse(
      'RUN_FAILED',
      `The run ${short(line.key)} failed (${line.error}), so there is nothing to compare with.`,
    )
  }
  const engine = await runEngine(ctx, { engine: line.engine.name, threads: line.engine.threads })
  if (engine.version !== line.engine.version) {
    throw refuse(
      'RUN_OTHER_ENGINE',
      `The run ${short(line.key)} was made by DuckDB ${line.engine.version}, and this is ${engine.version}: its bits may differ without a fault. Run the evaluation again.`,
    )
  }
  const { cell } = await rebuildRun(ctx, line)
  const executed = await withPool(ctx.startWorker, { jobs: 1, signal: work.signal }, (pool) =>
    executeCell(ctx, cell, { pool, images: imagesFor(ctx, work) }, work),
  )
  const was: Record<string, number | null> = {}
  const is: Record<string, number | null> = {}
  for (const [name, { key, value }] of Object.entries(line.metrics)) {
    const now = executed.metrics[name]
    // The key holds the result: with other rows the SQL can still be the same, and the values are to be shown.
    if (!now || (now.key !== key && executed.resultDigest === line.resultDigest)) continue
    was[name] = value
    is[name] = now.value
  }
  const sameMetrics = Object.keys(was).every((name) => Object.is(was[name], is[name]))
  return {
    key: line.key,
    equal: executed.resultDigest === line.resultDigest && sameMetrics,
    was: { resultDigest: line.resultDigest, metrics: was },
    is: { resultDigest: executed.resultDigest, metrics: is },
  }
}
