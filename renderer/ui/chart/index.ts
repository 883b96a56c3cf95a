/** Charts of a result: what to draw by its types, what to ask of the engine, and the drawing. */

export { asKind, type ChartRoles, chartRoles, chooseChart } from './choose.ts'
export { Histogram } from './histogram.tsx'
export { Chart, type ChartProps } from './lazy.tsx'
export { type ChartRange, chartSql, mostBars, mostPoints, needsRange, rangeSql } from './query.ts'
export type { ChartData, ChartKind, ChartSpec } from './types.ts'
