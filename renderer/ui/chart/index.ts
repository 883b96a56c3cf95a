/** Charts of a result: what to draw by its types, what to ask of the engine, and the drawing. */

export { askPlan, noteOf } from './ask.ts'
export { chartRoles, chooseChart, type Distinct } from './choose.ts'
export { ChartFields } from './fields.tsx'
export { ChartFigure } from './figure.tsx'
export { type ChartFilter, filtersOf, filterText, whereSql } from './filters.ts'
export {
  directSql,
  factsOf,
  marksOf,
  type Plan,
  planOf,
  probes,
  sliceSql,
  summarySql,
} from './plan.ts'
export { holdSummary } from './summary.ts'
export type { ChartSpec, Drawn, Facts, Mark, NamedColumn, Selection } from './types.ts'
export { chartText } from './words.ts'
