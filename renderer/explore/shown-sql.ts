import { quoteIdent } from '#shared/sql/index.ts'
import { selectFrom, whereSql } from './filters.ts'
import type { Execution } from './types.ts'

/** The statement with the filters and the sort that are on, so that a file holds what the grid shows. */
export function shownSql(
  sql: string,
  { filters, sort, base }: Pick<Execution, 'filters' | 'sort' | 'base'>,
): string {
  if (!base || (filters.length === 0 && sort.length === 0)) return sql
  const where = whereSql(filters, base.columns)
  const order = sort.map(
    ({ column, descending }) => `${quoteIdent(column)}${descending ? ' DESC' : ''} NULLS LAST`,
  )
  return `${selectFrom(sql, filters)}${where ? ` WHERE ${where}` : ''}${order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''}`
}
