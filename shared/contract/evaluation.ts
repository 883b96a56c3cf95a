import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { AppErrorData } from '../errors.ts'
import { CommitId, Digest, WorkspacePath } from '../names.ts'
import { longOperation, Progress } from '../progress.ts'
import { Cell } from '../value.ts'

export const MetricInfo = z.object({
  name: z.string(),
  sql: z.string(),
  unit: z.string().optional(),
  better: z.enum(['lower', 'higher', 'none']),
  row: z.string().optional(),
})
export type MetricInfo = z.infer<typeof MetricInfo>
export const EvaluationInfo = z.object({
  name: z.string(),
  file: WorkspacePath,
  description: z.string(),
  engine: z.enum(['wasm', 'native']),
  algorithms: z.array(z.string()),
  metrics: z.array(MetricInfo),
  baseline: z.string().nullable(),
  gates: z.array(
    z.object({ name: z.string(), algorithm: z.string().nullable(), metric: z.string(), is: z.string() }),
  ),
  /** Set when the file cannot be used: the rest is then empty. */
  problem: AppErrorData.optional(),
})
export type EvaluationInfo = z.infer<typeof EvaluationInfo>

export const Params = z.record(z.string(), Cell)

/** One cell of the matrix: what would be or was run. */
export const PlanCell = z.object({
  key: Digest,
  algorithm: z.string(),
  ref: z.string(),
  commit: CommitId,
  /** The commit is a capture of uncommitted work under refs/lakebench/wip/. */
  dirty: z.boolean(),
  snapshots: z.record(z.string(), Digest),
  params: Params,
  /** The ledger already holds this key: it is found and not run again. */
  reused: z.boolean(),
  /** Its rows are kept and metrics are missing: they are measured on the rows, and the algorithm does not run. */
  measured: z.boolean(),
})
export type PlanCell = z.infer<typeof PlanCell>
export const Plan = z.object({
  evaluation: z.string(),
  cells: z.array(PlanCell),
  /** Cells that cannot be planned, each with its reason. */
  problems: z.array(AppErrorData),
})
export type Plan = z.infer<typeof Plan>

export const Run = z.object({
  key: Digest,
  algorithm: z.string(),
  ref: z.string(),
  commit: CommitId,
  dirty: z.boolean(),
  snapshots: z.record(z.string(), Digest),
  params: Params,
  engine: z.object({ name: z.enum(['wasm', 'native']), version: z.string(), threads: z.number().int() }),
  metrics: z.record(z.string(), z.number().nullable()),
  resultDigest: Digest.nullable(),
  rows: z.number().int().nullable(),
  cached: z.boolean(),
  startedAt: z.string(),
  durationMs: z.number(),
  by: z.string(),
  error: z.string().nullable(),
})
export type Run = z.infer<typeof Run>

export const GateResult = z.object({
  name: z.string(),
  passed: z.boolean(),
  algorithm: z.string(),
  metric: z.string(),
  is: z.string(),
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  /** Which group of equal (ref, snapshots, params) it was judged in: its commit, and the rest in words. */
  commit: CommitId,
  group: z.string().default(''),
  message: z.string(),
})
export type GateResult = z.infer<typeof GateResult>
export const RunResult = z.object({
  evaluation: z.string(),
  runs: z.array(Run),
  gates: z.array(GateResult),
  /** Cells that could not be planned (a version without the query, an unreadable contract), each with its reason. */
  problems: z.array(AppErrorData).default([]),
})
export type RunResult = z.infer<typeof RunResult>

export const Selection = z.object({
  evaluation: z.string(),
  refs: z.array(z.string()).default([]),
  /** `source=id` or an id that is unique among the sources the evaluation reads. */
  snapshots: z.array(z.string()).default([]),
  params: z.record(z.string(), z.array(Cell)).default({}),
})

export const CellState = z.enum(['queued', 'running', 'done', 'reused', 'failed', 'cancelled'])
/** Live state of the matrix: one event per change of a cell. */
export const RunEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('planned'), plan: Plan }),
  z.object({
    type: z.literal('cell'),
    key: Digest,
    algorithm: z.string(),
    commit: CommitId,
    state: CellState,
    run: Run.nullable(),
  }),
  z.object({ type: z.literal('progress'), progress: Progress }),
  z.object({ type: z.literal('done'), result: RunResult }),
])
export type RunEvent = z.infer<typeof RunEvent>

export const Comparison = z.object({
  baseline: Run,
  candidates: z.array(Run),
  metrics: z.array(
    z.object({
      name: z.string(),
      unit: z.string().optional(),
      better: z.enum(['lower', 'higher', 'none']),
      values: z.array(z.number().nullable()),
      deltas: z.array(
        z.object({
          delta: z.number().nullable(),
          verdict: z.enum(['better', 'worse', 'equal', 'no direction', 'unknown']),
        }),
      ),
    }),
  ),
  /** What differed between baseline and each candidate. */
  differs: z.array(
    z.object({
      code: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
      snapshots: z.array(z.object({ source: z.string(), from: Digest, to: Digest })),
      params: z.array(z.object({ name: z.string(), from: Cell, to: Cell })),
      engine: z.boolean(),
      algorithm: z.boolean(),
      commit: z.boolean(),
      sameResult: z.boolean(),
    }),
  ),
})
export type Comparison = z.infer<typeof Comparison>

export const Verification = z.object({
  key: Digest,
  equal: z.boolean(),
  was: z.object({ resultDigest: Digest.nullable(), metrics: z.record(z.string(), z.number().nullable()) }),
  is: z.object({ resultDigest: Digest.nullable(), metrics: z.record(z.string(), z.number().nullable()) }),
})
export type Verification = z.infer<typeof Verification>

export const evaluation = {
  list: oc.output(z.array(EvaluationInfo)),
  plan: oc.input(Selection).output(Plan),
  run: oc
    .input(
      Selection.extend({
        jobs: z.number().int().min(1).max(64).default(1),
        force: z.boolean().default(false),
      }),
    )
    .output(eventIterator(RunEvent)),
  /** Ledger lines, newest first, one a use. */
  runs: oc
    .input(z.object({ evaluation: z.string().optional(), limit: z.number().int().max(20_000).default(1000) }))
    .output(z.array(Run)),
  /** Keys may be cut to 7 or more digits where unique. */
  compare: oc
    .input(z.object({ baseline: z.string(), candidates: z.array(z.string()).min(1) }))
    .output(Comparison),
  verify: oc.input(z.object({ key: z.string() })).output(longOperation(Verification)),
}
