import canonicalize from 'canonicalize'
import { z } from 'zod'
import { CommitId, Digest, Instant } from '../names.ts'
import { Cell, EngineName } from '../value.ts'

/** The engine of a run, as it stands in the run key: another version or setting is another run. */
export const RunEngine = z.object({
  name: EngineName,
  /** DuckDB's version, `v1.4.3`. */
  version: z.string(),
  threads: z.number().int().min(1),
  settings: z.record(z.string(), z.string()),
})
export type RunEngine = z.infer<typeof RunEngine>

/**
 * What a run read, by source. A snapshot that a statement names by AT stands under `source@<snapshot id>`.
 * `contract` is the digest of the contract's import-relevant fields.
 */
export const RunInputs = z.record(z.string(), z.object({ snapshot: Digest, contract: Digest }))
export type RunInputs = z.infer<typeof RunInputs>

/** A metric's value with its metric key: the value holds for that SQL, those macros and that result alone. */
export const MetricValue = z.object({ value: z.number().nullable(), key: Digest })
export type MetricValue = z.infer<typeof MetricValue>

/**
 * One line of the ledger: one use of a run. Lines are RFC 8785 JSON; a field that this version does not know stays
 * in the ledger, since lines are merged as text.
 */
export const LedgerLine = z.object({
  v: z.literal(1),
  key: Digest,
  evaluation: z.string(),
  algorithm: z.string(),
  ref: z.string(),
  commit: CommitId,
  dirty: z.boolean(),
  inputs: RunInputs,
  params: z.record(z.string(), Cell),
  engine: RunEngine,
  metrics: z.record(z.string(), MetricValue),
  resultDigest: Digest.nullable(),
  rows: z.number().int().nullable(),
  /**
   * The algorithm did not run for this line: its result is that of an earlier run of this key, and `durationMs` is 0.
   * Metrics that the ledger lacked were computed from the rows which that run kept.
   */
  cached: z.boolean(),
  startedAt: Instant,
  durationMs: z.number(),
  by: z.string(),
  host: z.object({ os: z.string(), cpu: z.string(), app: z.string() }),
  /** One sentence when the run failed; there is no result then. */
  error: z.string().nullable(),
})
export type LedgerLine = z.infer<typeof LedgerLine>

/** The line's text, without a line end. */
export function formatLedgerLine(line: LedgerLine): string {
  const text = canonicalize(line)
  if (text === undefined) throw new Error('a ledger line is an object')
  return text
}

/** The line, or null when it is not one that this version reads. */
export function parseLedgerLine(text: string): LedgerLine | null {
  try {
    return LedgerLine.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
