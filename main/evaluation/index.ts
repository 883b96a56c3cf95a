export type { EvaluationContext } from './context.ts'
export {
  compareRuns,
  listEvaluations,
  listRuns,
  planEvaluation,
  type RunSelection,
  runEvaluation,
  type Selection,
  verifyRun,
} from './verbs.ts'
