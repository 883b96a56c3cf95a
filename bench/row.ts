/** One row of the bench table. */
export interface BenchRow {
  name: string
  value: number
  baseline: number
  ratio: number
  /** Of `value` and `baseline`: `ms` unless it is said; empty for a plain number. */
  unit?: string
  note?: string
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
