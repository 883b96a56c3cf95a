/** One row of the bench table. `value` and `baseline` are milliseconds unless the name says otherwise. */
export interface BenchRow {
  name: string
  value: number
  baseline: number
  ratio: number
  note?: string
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
