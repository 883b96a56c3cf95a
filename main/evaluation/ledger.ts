import { cpus, platform, release } from 'node:os'
import type { Run } from '#shared/contract/evaluation.ts'
import { AppError } from '#shared/errors.ts'
import { formatLedgerLine, type LedgerLine, parseLedgerLine } from '#shared/format/run.ts'
import type { LedgerQuery } from '../git/index.ts'
import { type EvaluationContext, ledgerOf } from './context.ts'

/** Ledger lines that this version reads, newest first. */
export async function findLedgerLines(ctx: EvaluationContext, query: LedgerQuery): Promise<LedgerLine[]> {
  const texts = await ctx.git.call('ledgerLines', { ...ledgerOf(ctx), ...query })
  return texts.flatMap((text) => parseLedgerLine(text) ?? [])
}

/** Makes lines durable; they are in git a second later, or after `flushLedger`. */
export async function recordLines(ctx: EvaluationContext, lines: readonly LedgerLine[]): Promise<void> {
  if (lines.length === 0) return
  await ctx.git.call('ledgerRecord', { ...ledgerOf(ctx), lines: lines.map(formatLedgerLine) })
}

export async function flushLedger(ctx: EvaluationContext): Promise<void> {
  await ctx.git.call('ledgerFlush', ledgerOf(ctx))
}

/** What of this computer a line records; never hashed. */
export function thisHost(app: string): LedgerLine['host'] {
  return { os: `${platform()} ${release()}`, cpu: cpus()[0]?.model.trim() || 'unknown', app }
}

/** A line as lists and chips show it: snapshots by source, metrics as plain numbers. */
export function runOf(line: LedgerLine): Run {
  return {
    key: line.key,
    algorithm: line.algorithm,
    ref: line.ref,
    commit: line.commit,
    dirty: line.dirty,
    snapshots: Object.fromEntries(
      Object.entries(line.inputs).map(([name, { snapshot }]) => [name, snapshot]),
    ),
    params: line.params,
    engine: { name: line.engine.name, version: line.engine.version, threads: line.engine.threads },
    metrics: Object.fromEntries(Object.entries(line.metrics).map(([name, { value }]) => [name, value])),
    resultDigest: line.resultDigest,
    rows: line.rows,
    cached: line.cached,
    startedAt: line.startedAt,
    durationMs: line.durationMs,
    by: line.by,
    error: line.error,
  }
}

/** Runs of the workspace, newest first, one a use. A plain folder has none. */
export async function listRuns(
  ctx: EvaluationContext,
  { evaluation, limit }: { evaluation?: string | undefined; limit: number },
): Promise<Run[]> {
  if (!ctx.workspace.git) return []
  return (await findLedgerLines(ctx, { evaluation, limit })).map(runOf)
}

/**
 * The newest line of the run that `key` names (7 digits or more), a successful one where there is one.
 * `RUN_UNKNOWN`, `RUN_AMBIGUOUS`.
 */
export async function findRun(ctx: EvaluationContext, key: string): Promise<LedgerLine> {
  const refuse = (code: string, message: string) => new AppError({ code, kind: 'input', message })
  if (!/^[0-9a-f]{7,64}$/.test(key)) {
    throw refuse(
      'RUN_UNKNOWN',
      `${key} is no run key. Give 7 hex digits or more; \`lakebench eval list\` shows them.`,
    )
  }
  const lines = await findLedgerLines(ctx, { keys: [key] })
  const keys = new Set(lines.map((line) => line.key))
  if (keys.size > 1) throw refuse('RUN_AMBIGUOUS', `${key} could be ${keys.size} runs. Give more digits.`)
  const found = lines.find((line) => line.error === null) ?? lines[0]
  if (found) return found
  throw refuse('RUN_UNKNOWN', `The ledger has no run ${key}. \`lakebench eval list\` shows those it has.`)
}
