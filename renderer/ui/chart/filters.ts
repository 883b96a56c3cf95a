import type { BoardFilter } from '#shared/format/board.ts'
import { isReserved } from '#shared/reserved.ts'
import { quoteIdent, quoteText, sqlLiteral } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { columnClass } from '../data-grid/cell-format.ts'
import { isTime } from './axis.ts'
import type { Axis, Selection } from './types.ts'

export type ChartFilter = BoardFilter

const plainName = /^[a-z_][a-z0-9_]*$/
/** Words that DuckDB takes for a type or a function, so that a column of that name is quoted as well. */
const notColumns =
  /^(anti|asof|at|authorization|binary|by|collation|concurrently|cross|freeze|full|glob|ilike|inner|is|isnull|join|left|like|natural|notnull|outer|overlaps|positional|right|semi|similar|tablesample|unpack|verbose)$/

/** A column as a person writes it in SQL: quoted only where it must be. */
const nameOf = (column: string): string =>
  plainName.test(column) && !isReserved(column) && !notColumns.test(column) ? column : quoteIdent(column)

/** A time as text to the second, or to the millisecond where it has one; a midnight is a day. */
export function timeText(ms: number): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return String(ms)
  const text = date.toISOString()
  if (ms % 86_400_000 === 0) return text.slice(0, 10)
  return text.slice(0, ms % 1000 === 0 ? 19 : 23).replace('T', ' ')
}

/** An end of a range as SQL. Throws `SQL_VALUE` for a value that is none of the column's type. */
function boundSql(value: number | string, type: string): string {
  if (isTime(type)) {
    const text = typeof value === 'number' ? timeText(value) : value
    if (type.endsWith('TIME ZONE'))
      return `TIMESTAMPTZ ${quoteText(`${text.length === 10 ? `${text} 00:00:00` : text}+00`)}`
    return `TIMESTAMP ${quoteText(text)}`
  }
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return sqlLiteral(value, type)
}

function wordSql(value: Cell, type: string): string {
  const kind = columnClass(type)
  if (kind === 'text' && typeof value === 'string' && type === 'VARCHAR' && !value.includes('\0'))
    return quoteText(value)
  if (kind === 'integer' && /^-?\d{1,15}$/.test(String(value))) return String(value)
  return sqlLiteral(kind === 'boolean' || value === null ? value : String(value), type)
}

/** One filter as a condition on its column; its values never become SQL. Throws `SQL_VALUE`. */
export function conditionSql({ column, from, to, in: among }: ChartFilter, type: string): string {
  const name = nameOf(column)
  const parts: string[] = []
  if (from !== undefined) parts.push(`${name} >= ${boundSql(from, type)}`)
  if (to !== undefined) parts.push(`${name} < ${boundSql(to, type)}`)
  if (among) {
    const values = among.filter((value) => value !== null).map((value) => wordSql(value, type))
    const [only] = values
    const either = [
      ...(values.length === 1
        ? [`${name} = ${only}`]
        : values.length > 1
          ? [`${name} IN (${values.join(', ')})`]
          : []),
      ...(among.includes(null) ? [`${name} IS NULL`] : []),
    ]
    parts.push(either.length > 1 ? `(${either.join(' OR ')})` : (either[0] ?? 'false'))
  }
  return parts.join(' AND ')
}

/** The filters whose column is there, as one condition; null when there is none. */
export function whereSql(filters: readonly ChartFilter[], columns: readonly Column[]): string | null {
  const parts = filters.flatMap((filter) => {
    const column = columns.find(({ name }) => name === filter.column)
    return column ? [conditionSql(filter, column.type)] : []
  })
  return parts.length === 0 ? null : parts.join(' AND ')
}

/** What a selection of a chart says of the columns on its axes. */
export function filtersOf(selection: Selection, axes: { x: Axis; y: Axis | null }): ChartFilter[] {
  const { x, y, words } = selection
  const range = (axis: Axis, [from, to]: [number, number]): ChartFilter => {
    const time = axis.as === 'bins' && axis.time
    return { column: axis.column, from: time ? timeText(from) : from, to: time ? timeText(to) : to }
  }
  return [
    ...(words && words.length > 0 ? [{ column: axes.x.column, in: words }] : []),
    ...(x ? [range(axes.x, x)] : []),
    ...(y && axes.y ? [range(axes.y, y)] : []),
  ]
}

/** A filter as its chip says it: `delay 30 to 60`, `origin SFO, LAX`. */
export function filterText({ column, from, to, in: among }: ChartFilter): string {
  const shown = (value: number | string) =>
    typeof value === 'number' ? value.toLocaleString('en-US') : value
  if (among) {
    const words = among.map((value) => (value === null ? 'NULL' : value === '' ? "''" : String(value)))
    const [first, second] = words
    return `${column} ${words.length > 3 ? `${first}, ${second} and ${words.length - 2} more` : words.join(', ')}`
  }
  if (from !== undefined && to !== undefined) return `${column} ${shown(from)} to ${shown(to)}`
  return from !== undefined ? `${column} from ${shown(from)}` : `${column} below ${shown(to ?? '')}`
}
