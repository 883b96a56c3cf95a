import type { Plan } from '#shared/contract/evaluation.ts'
import type { Work } from '#shared/progress.ts'
import type { EvaluationContext } from './context.ts'
import { makePlan, planOf, type Selection } from './plan.ts'
import { findKnown, findNeeds } from './reuse.ts'

/** What a run would do: every cell with its key, and what it still needs. */
export async function planEvaluation(
  ctx: EvaluationContext,
  selection: Selection,
  work: Work = {},
): Promise<Plan> {
  const plan = await makePlan(ctx, selection, work)
  const known = await findKnown(ctx, plan.cells)
  return planOf(plan, await findNeeds(ctx, plan.cells, known))
}
