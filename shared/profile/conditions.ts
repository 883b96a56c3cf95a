import type { Bounds, ColumnProfile, ProfileBar } from '../format/profile.ts'
import { quoteText } from '../sql/index.ts'
import type { Cell } from '../value.ts'
import { isTime, shapeOf } from './shape.ts'
import { above, below, numberSql } from './statements.ts'

/*
 * What is counted in a profile, as SQL over the column: the rows that meet the condition are those that were counted.
 * `column` is the column's name as it stands in SQL.
 */

/** The rows of a bar. */
export function barCondition(column: string, type: string, { from, to }: ProfileBar): string {
  return `${column} >= ${edgeSql(from, type)} AND ${column} < ${edgeSql(to, type)}`
}

/** The rows beyond the bars, at one end. */
export function beyondCondition(column: string, type: string, end: 'below' | 'above', edge: Cell): string {
  const finite = shapeOf(type) === 'float' ? ` AND isfinite(${column})` : ''
  return `${column} ${end === 'below' ? '<' : '>='} ${edgeSql(edge, type)}${finite}`
}

function edgeSql(edge: Cell, type: string): string {
  const shape = shapeOf(type)
  if (shape === 'date') return `DATE ${quoteText(String(edge))}`
  if (!isTime(shape)) return numberSql(Number(edge), type)
  const zoned = type === 'TIMESTAMP WITH TIME ZONE'
  return zoned ? `TIMESTAMPTZ ${quoteText(`${edge}+00`)}` : `TIMESTAMP ${quoteText(String(edge))}`
}

/** The rows of a text that begins so: its whole is longer than what is kept of it. */
export const beginningCondition = (column: string, beginning: string): string =>
  `starts_with(${column}, ${quoteText(beginning)})`

/** The rows of a weekday (1 is Monday), an hour or a month. */
export function seasonCondition(
  column: string,
  type: string,
  season: 'weekday' | 'hour' | 'month',
  value: number,
): string {
  const time = type === 'TIMESTAMP WITH TIME ZONE' ? `CAST(${column} AS TIMESTAMP)` : column
  return `${season === 'weekday' ? 'isodow' : season}(${time}) = ${value}`
}

/** The rows far out. */
export function outlierCondition(
  column: string,
  type: string,
  { low, high }: NonNullable<ColumnProfile['outliers']>,
): string {
  return `(${below(type, column, low)} OR ${above(type, column, high)})`
}

/** The rows beyond a contract's bounds. */
export function boundsCondition(column: string, type: string, { min, max }: Bounds): string {
  const parts = [
    ...(min === undefined ? [] : [below(type, column, min)]),
    ...(max === undefined ? [] : [above(type, column, max)]),
  ]
  return `(${parts.join(' OR ')})`
}

/** The rows whose value another row has too. It names the rows by `result`. */
export const repeatedCondition = (column: string): string =>
  `${column} IN (SELECT ${column} FROM result GROUP BY ${column} HAVING count(*) > 1)`
