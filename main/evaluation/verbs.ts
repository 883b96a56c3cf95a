import type { z } from 'zod'
import type {
  Comparison,
  EvaluationInfo,
  Plan,
  Run,
  RunEvent,
  RunResult,
  Selection as SelectionSchema,
  Verification,
} from '#shared/contract/evaluation.ts'
import { AppError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import type { EvaluationContext } from './context.ts'

export type Selection = z.infer<typeof SelectionSchema>
export type RunSelection = Selection & { jobs: number; force: boolean }

const notYet = (): never => {
  throw new AppError({ code: 'NOT_YET', kind: 'input', message: 'This verb is not there yet.' })
}

export async function listEvaluations(_ctx: EvaluationContext): Promise<EvaluationInfo[]> {
  return notYet()
}

export async function planEvaluation(
  _ctx: EvaluationContext,
  _selection: Selection,
  _work: Work = {},
): Promise<Plan> {
  return notYet()
}

export async function runEvaluation(
  _ctx: EvaluationContext,
  _selection: RunSelection,
  _effects: { signal?: AbortSignal; emit?: (event: RunEvent) => void } = {},
): Promise<RunResult> {
  return notYet()
}

export async function listRuns(
  _ctx: EvaluationContext,
  _query: { evaluation?: string | undefined; limit: number },
): Promise<Run[]> {
  return notYet()
}

export async function compareRuns(
  _ctx: EvaluationContext,
  _keys: { baseline: string; candidates: string[] },
): Promise<Comparison> {
  return notYet()
}

export async function verifyRun(
  _ctx: EvaluationContext,
  _input: { key: string },
  _work: Work = {},
): Promise<Verification> {
  return notYet()
}
