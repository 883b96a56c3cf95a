import type { Comparison } from '#shared/contract/evaluation.ts'
import type { Metric } from '#shared/format/evaluation.ts'
import type { LedgerLine } from '#shared/format/run.ts'
import type { Cell } from '#shared/value.ts'
import { readCode } from './code.ts'
import type { EvaluationContext } from './context.ts'
import { readDefinition } from './definition.ts'
import { findLedgerLines, findRun, runOf } from './ledger.ts'
import { rebuildRun } from './rebuild.ts'

type Differs = Comparison['differs'][number]
type MetricRow = Comparison['metrics'][number]

/** Baseline and candidates side by side: metrics with signed deltas and verdicts, and what differed. */
export async function compareRuns(
  ctx: EvaluationContext,
  { baseline, candidates }: { baseline: string; candidates: readonly string[] },
): Promise<Comparison> {
  const [base, ...others] = await usesOf(ctx, [baseline, ...candidates])
  const metrics = await readDefinition(ctx.workspace, base.evaluation).then(
    ({ evaluation }) => evaluation.metrics,
    (): Record<string, Metric> => ({}), // without a definition the values still stand, without unit and direction
  )
  const baseCode = await codeOf(ctx, base)
  const differs: Differs[] = []
  for (const other of others) differs.push(differsFrom(base, other, baseCode, await codeOf(ctx, other)))
  return {
    baseline: runOf(base),
    candidates: others.map(runOf),
    metrics: compareMetrics(base, others, metrics),
    differs,
  }
}

/**
 * One use of each run: at the newest commit that all of them share, so that a run which stands at many commits does not
 * look like a difference of commits; else the newest use.
 */
async function usesOf(
  ctx: EvaluationContext,
  keys: readonly [string, ...string[]],
): Promise<[LedgerLine, ...LedgerLine[]]> {
  const all = await Promise.all(
    keys.map(async (key): Promise<[LedgerLine, ...LedgerLine[]]> => {
      const newest = await findRun(ctx, key)
      const lines = await findLedgerLines(ctx, { keys: [newest.key] })
      return [newest, ...lines.filter(({ error }) => error === null)]
    }),
  )
  const at = (lines: readonly LedgerLine[], wanted: string | undefined) =>
    lines.find(({ commit }) => commit === wanted)
  const shared = all[0]?.find(({ commit }) => all.every((lines) => at(lines, commit)))?.commit
  const chosen = all.map((lines) => at(lines, shared) ?? lines[0])
  return chosen as [LedgerLine, ...LedgerLine[]] // as many as there are keys
}

/** Metrics as rows, in the definition's order, then those that only the runs know. */
export function compareMetrics(
  base: LedgerLine,
  others: readonly LedgerLine[],
  metrics: Readonly<Record<string, Pick<Metric, 'unit' | 'better'>>>,
): MetricRow[] {
  const recorded = [base, ...others].flatMap((line) => Object.keys(line.metrics))
  const names = [...new Set([...Object.keys(metrics).filter((name) => recorded.includes(name)), ...recorded])]
  return names.map((name) => {
    const { unit, better = 'none' } = (Object.hasOwn(metrics, name) ? metrics[name] : undefined) ?? {}
    const measured = (line: LedgerLine) => line.metrics[name]?.value ?? null
    const from = measured(base)
    return {
      name,
      better,
      ...(unit !== undefined && { unit }),
      values: [from, ...others.map(measured)],
      deltas: others.map((line) => deltaOf(from, measured(line), better)),
    }
  })
}

function deltaOf(
  from: number | null,
  to: number | null,
  better: 'lower' | 'higher' | 'none',
): MetricRow['deltas'][number] {
  if (from === null || to === null) return { delta: null, verdict: 'unknown' }
  const delta = to - from
  if (delta === 0) return { delta, verdict: 'equal' }
  if (better === 'none') return { delta, verdict: 'no direction' }
  return { delta, verdict: delta < 0 === (better === 'lower') ? 'better' : 'worse' }
}

/** Texts of a run's closure: its query, and its macros by file. */
interface RunCode {
  query: { file: string; text: string } | null
  macros: Map<string, string>
}

async function codeOf(ctx: EvaluationContext, line: LedgerLine): Promise<RunCode> {
  try {
    const { cell, file } = await rebuildRun(ctx, line)
    const code = await readCode(ctx, line.commit)
    return {
      query: { file, text: code.files.get(file) ?? '' },
      macros: new Map(cell.macros.map((macro) => [macro.file, macro.text])),
    }
  } catch {
    // The commit or its definition is gone: metrics and data can be compared all the same.
    return { query: null, macros: new Map() }
  }
}

function differsFrom(base: LedgerLine, other: LedgerLine, before: RunCode, after: RunCode): Differs {
  return {
    code: codeDifferences(before, after),
    snapshots: snapshotDifferences(base, other),
    params: paramDifferences(base, other),
    engine: JSON.stringify(base.engine) !== JSON.stringify(other.engine),
    algorithm: base.algorithm !== other.algorithm,
    commit: base.commit !== other.commit,
    sameResult: base.resultDigest !== null && base.resultDigest === other.resultDigest,
  }
}

function codeDifferences(before: RunCode, after: RunCode): Differs['code'] {
  const files: Differs['code'] = []
  if (before.query && after.query) {
    const { file } = after.query
    const path = before.query.file === file ? file : `${before.query.file} → ${file}`
    files.push({ path, before: before.query.text, after: after.query.text })
  }
  for (const path of [...new Set([...before.macros.keys(), ...after.macros.keys()])].sort()) {
    files.push({ path, before: before.macros.get(path) ?? '', after: after.macros.get(path) ?? '' })
  }
  return files.filter((file) => file.before !== file.after)
}

function snapshotDifferences(base: LedgerLine, other: LedgerLine): Differs['snapshots'] {
  return Object.entries(base.inputs).flatMap(([source, { snapshot: from }]) => {
    const to = other.inputs[source]?.snapshot
    return to && to !== from ? [{ source, from, to }] : []
  })
}

function paramDifferences(base: LedgerLine, other: LedgerLine): Differs['params'] {
  const names = [...new Set([...Object.keys(base.params), ...Object.keys(other.params)])].sort()
  const cellOf = (line: LedgerLine, name: string): Cell => line.params[name] ?? null
  return names
    .map((name) => ({ name, from: cellOf(base, name), to: cellOf(other, name) }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
}
