import type { ChartSpec } from '#shared/format/chart.ts'
import type { Column } from '#shared/value.ts'

export type { Aggregate, ChartKind, ChartSpec } from '#shared/format/chart.ts'

/** A column with its unit, where the contract says one. */
export type NamedColumn = Column & { unit?: string | undefined }

/** Least and most of the finite values of a column; times are ms since 1970 in UTC. */
export interface Ends {
  min: number
  max: number
}

/**
 * How a column's values stand on an axis. `bins` are as wide as `step` (ms for times) and begin at `origin`; a bin is
 * known by its number. `values` are numbers as they are, `words` text as it is.
 */
export type Axis =
  | { as: 'bins'; column: string; type: string; time: boolean; step: number; origin: number }
  | { as: 'values'; column: string; type: string }
  | { as: 'words'; column: string; type: string; words: (string | null)[] }

/** What has to be known of a result before a chart of it can be asked for. */
export interface Facts {
  rows: number
  x: Ends | null
  y: Ends | null
  /** Distinct places of a map, roughly. */
  places: number
  /** The words that the chart shows, in their order; `more` of them are left out. */
  words: (string | null)[]
  moreWords: boolean
  /** The values of the colour column that have a colour of their own; others are `other`. */
  colors: string[]
}

/** What of a chart is marked: a range of each continuous axis, or some words. Ends in units of the data, `to` outside. */
export interface Selection {
  x?: [from: number, to: number]
  y?: [from: number, to: number]
  words?: (string | null)[]
}

export interface BoxFigures {
  low: number
  q1: number
  median: number
  q3: number
  high: number
  outside: number
}

/** One mark of a chart. */
export interface Mark {
  /** Number of the bin, value, or word. */
  x: number | string | null
  y: number | null
  /** Place in `Facts.colors`; -1 is NULL, -2 is other. */
  color: number
  /** What is measured: the count of rows, or the aggregate. NaN for none. */
  value: number
  rows: number
  box?: BoxFigures
}

/** Everything that a drawing is made from. */
export interface Drawn {
  spec: ChartSpec
  columns: NamedColumn[]
  facts: Facts
  /** What is left under the filters of others. */
  marks: Mark[]
  /** Without any filter: the ghost behind the marks. Null: nothing is filtered. */
  all: Mark[] | null
}
