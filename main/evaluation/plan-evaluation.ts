import type { Plan } from '#shared/contract/evaluation.ts'
import type { Work } from '#shared/progress.ts'
import type { EvaluationContext } from './context.ts'
import { makePlan, planOf, type Selection } from './plan.ts'
import { findKnown, taskOf } from './reuse.ts'

/** What a run would do: every cell with its key, and which of them the ledger already holds. */
export async function planEvaluation(
  ctx: EvaluationContext,
  selection: Selection,
  work: Work = {},
): Promise<Plan> {
  const plan = await makePlan(ctx, selection, work)
  const known = await findKnown(ctx, plan.cells)
  return planOf(plan, (cell) => known.get(taskOf(cell))?.complete === true)
}
