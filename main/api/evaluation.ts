import {
  compareRuns,
  listEvaluations,
  listRuns,
  planEvaluation,
  runEvaluation,
  verifyRun,
} from '../evaluation/index.ts'
import { events, os, type RequestContext, stream } from './base.ts'
import { evaluationContext } from './evaluation-context.ts'

const contextOf = async ({ app, workspace }: RequestContext) =>
  evaluationContext({ app, workspace: await workspace() })

/**
 * Evaluations. They run in restricted workspaces too: SQL over this workspace's own images, in engines that are
 * locked before the user's SQL.
 */
export const evaluationRouter = os.evaluation.router({
  list: os.evaluation.list.handler(async ({ context }) => listEvaluations(await contextOf(context))),
  plan: os.evaluation.plan.handler(async ({ context, input }) =>
    planEvaluation(await contextOf(context), input),
  ),
  run: os.evaluation.run.handler(({ context, input, signal }) =>
    events(signal, async (emit, aborted) => {
      await runEvaluation(await contextOf(context), input, { signal: aborted, emit })
    }),
  ),
  runs: os.evaluation.runs.handler(async ({ context, input }) => listRuns(await contextOf(context), input)),
  compare: os.evaluation.compare.handler(async ({ context, input }) =>
    compareRuns(await contextOf(context), input),
  ),
  verify: os.evaluation.verify.handler(({ context, input, signal }) =>
    stream(signal, async (work) => verifyRun(await contextOf(context), input, work)),
  ),
})
