import type { Cell, Column } from '#shared/value.ts'

export type ChartKind = 'bar' | 'line' | 'histogram' | 'point' | 'heat'

/** What a chart shows of a result, in names of its columns. The engine aggregates; the window draws a few thousand marks. */
export interface ChartSpec {
  kind: ChartKind
  x: string
  /** Null counts rows. A histogram with a y is of rows that are counted already: a bar a value of x. */
  y: string | null
  /** How several rows of one x become one value. */
  aggregate: 'sum' | 'avg' | 'min' | 'max' | 'count'
  /** One line or colour a value of this column. */
  color: string | null
}

/** Rows to draw, already aggregated. */
export interface ChartData {
  columns: Column[]
  /** Column by column. */
  values: Cell[][]
  /** Set when not every row of the result is in it: a sentence. */
  note?: string | undefined
}
