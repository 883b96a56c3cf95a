import { quoteIdent, quoteText, sqlLiteral } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { cellText, columnClass } from '../ui/data-grid/index.ts'
import type { Filter, FilterOp } from './types.ts'

export const filterOps: { id: FilterOp; label: string; needsValue: boolean }[] = [
  { id: '=', label: 'is', needsValue: true },
  { id: '<>', label: 'is not', needsValue: true },
  { id: '<', label: 'less than', needsValue: true },
  { id: '<=', label: 'at most', needsValue: true },
  { id: '>', label: 'more than', needsValue: true },
  { id: '>=', label: 'at least', needsValue: true },
  { id: 'contains', label: 'contains', needsValue: true },
  { id: 'is null', label: 'is NULL', needsValue: false },
  { id: 'is not null', label: 'is not NULL', needsValue: false },
]

/** One filter as SQL over the result's columns, `write` saying how. Throws AppError `SQL_VALUE` for a value not of the type. */
export function filterSql(
  { column, op, value }: Filter,
  columns: Column[],
  write = { name: quoteIdent, literal: sqlLiteral as (value: Cell, type: string) => string },
): string {
  const name = write.name(column)
  const type = columns.find((one) => one.name === column)?.type ?? 'VARCHAR'
  switch (op) {
    case 'is null':
      return `${name} IS NULL`
    case 'is not null':
      return `${name} IS NOT NULL`
    case 'where':
      return String(value)
    case 'contains':
      return `contains(lower(CAST(${name} AS VARCHAR)), ${quoteText(String(value ?? '').toLowerCase())})`
    case '=':
      return value === null ? `${name} IS NULL` : `${name} = ${write.literal(value, type)}`
    case '<>':
      // NULL is not the value either: it stays in.
      return value === null ? `${name} IS NOT NULL` : `${name} IS DISTINCT FROM ${write.literal(value, type)}`
    default:
      return `${name} ${op} ${write.literal(value, type)}`
  }
}

/** All filters as one condition; null when there is none. Throws as `filterSql`. */
export function whereSql(filters: Filter[], columns: Column[]): string | null {
  if (filters.length === 0) return null
  return filters.map((filter) => filterSql(filter, columns)).join(' AND ')
}

/** What a user typed, as a value of the column's type: numbers may be grouped by commas. */
export function typedValue(text: string, type: string): string | boolean {
  const name = columnClass(type)
  if (name === 'boolean') return /^(t|true|yes|1)$/i.test(text.trim())
  if (name === 'integer' || name === 'decimal' || name === 'float') return text.replaceAll(',', '').trim()
  return text
}

/**
 * A statement as what is selected from, so that the filters can follow: by the name `result` where a filter looks at
 * the other rows.
 */
export function selectFrom(sql: string, filters: Filter[]): string {
  const inner = sql.replace(/[\s;]+$/, '')
  // On lines of its own: a comment at its end must not swallow the parenthesis.
  return filters.some(({ op, value }) => op === 'where' && /\bFROM result\b/.test(String(value)))
    ? `WITH result AS (\n${inner}\n)\nSELECT * FROM result`
    : `SELECT * FROM (\n${inner}\n) AS result`
}

/** A filter as its chip says it: `origin is SFO`. */
export function filterLabel({ column, op, value, label }: Filter, columns: Column[]): string {
  if (label !== undefined) return label
  const word = filterOps.find((one) => one.id === op)
  if (!word?.needsValue) return `${column} ${word?.label ?? op}`
  const type = columns.find((one) => one.name === column)?.type ?? 'VARCHAR'
  const { kind, text } = cellText(value, type, 6)
  const shown = kind === 'empty' ? "''" : text.length > 40 ? `${text.slice(0, 39)}…` : text
  return `${column} ${word.label} ${shown}`
}
