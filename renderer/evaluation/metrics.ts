import type { Comparison, MetricInfo } from '#shared/contract/evaluation.ts'

export type Better = MetricInfo['better']
export type Verdict = Comparison['metrics'][number]['deltas'][number]['verdict']

/** How a candidate's value stands to the baseline's, by the metric's direction. */
export function verdictOf(better: Better, baseline: number | null, candidate: number | null): Verdict {
  if (baseline === null || candidate === null) return 'unknown'
  if (Object.is(baseline, candidate) || baseline === candidate) return 'equal'
  if (Number.isNaN(baseline) || Number.isNaN(candidate)) return 'unknown'
  if (better === 'none') return 'no direction'
  return candidate > baseline === (better === 'higher') ? 'better' : 'worse'
}

/** Candidate minus baseline; null when either is missing. */
export function deltaOf(baseline: number | null, candidate: number | null): number | null {
  return baseline === null || candidate === null ? null : candidate - baseline
}

/** Decimals that fit all of a column's values: none for whole numbers, fewer the larger they are. */
export function decimalsFor(values: readonly (number | null)[]): number {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value))
  if (known.every(Number.isInteger)) return 0
  const largest = Math.max(...known.map(Math.abs))
  if (largest >= 10_000) return 1
  if (largest >= 100) return 2
  if (largest >= 1) return 3
  return 4
}

/** A value in the decimals of its column, grouped by thousands. */
export function metricText(value: number | null, decimals: number): string {
  if (value === null) return 'NULL'
  if (!Number.isFinite(value)) return String(value)
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/**
 * A signed difference in the decimals of its column, with a true minus. One too small for them is written with its
 * power of ten, so that it never reads as zero beside a word that says otherwise.
 */
export function deltaText(delta: number | null, decimals: number): string {
  if (delta === null) return ''
  const text = metricText(Math.abs(delta), decimals)
  if (delta === 0) return text
  const sign = delta < 0 ? '\u2212' : '+'
  const vanished = Number.isFinite(delta) && Number(text.replaceAll(',', '')) === 0
  return `${sign}${vanished ? Math.abs(delta).toExponential(1) : text}`
}
