import type { TableColumn } from '#shared/contract/search.ts'
import { fieldLine } from '#shared/field-line.ts'
import { columnsIn, type KnownTable } from '#shared/known-tables.ts'
import {
  type ColumnOrigin,
  type ColumnsOf,
  type ColumnUses,
  columnPlaces,
  columnUses,
  identName,
  lex,
  splitStatements,
} from '#shared/sql/index.ts'
import type { Hit, Matcher } from './matcher.ts'

/** Finds what names a column in a text of SQL: in a statement that creates the macro which gives it, its definition too. */
export function columnMatcher(column: TableColumn, tables: readonly KnownTable[]): Matcher {
  const columnsOf = columnsIn(tables)
  const name = column.column.toLowerCase()
  return (text, onHit) => {
    if (!text.toLowerCase().includes(name)) return
    for (const statement of splitStatements(text)) {
      if (!statement.text.toLowerCase().includes(name)) continue
      for (const hit of hitsIn(statement.text, column, columnsOf)) {
        const [from, to] = [statement.from + hit.from, statement.from + hit.to]
        if (!onHit({ ...hit, from, to, groups: [text.slice(from, to)] })) return
      }
    }
  }
}

type Place = Pick<Hit, 'from' | 'to' | 'perhaps'>

function hitsIn(sql: string, { table, column }: TableColumn, columnsOf: ColumnsOf): Place[] {
  const found = columnUses(sql, columnsOf)
  if (!found) return []
  const wanted: ColumnOrigin = { kind: 'table', table, column }
  const sure = [wanted, ...definedBy(found, table, column)].flatMap((origin) => columnPlaces(found, origin))
  const told = new Map<number, Place>(sure.map((place) => [place.from, place]))
  for (const place of perhapsIn(sql, found, { table, column })) {
    if (!told.has(place.from)) told.set(place.from, { ...place, perhaps: true })
  }
  return [...told.values()].sort((a, b) => a.from - b.from)
}

/** What the body of the macro `table` gives under the column's name. */
function definedBy(found: ColumnUses, table: string, column: string): ColumnOrigin[] {
  if (found.macro !== table.toLowerCase()) return []
  return found.result.columns
    .filter(({ name }) => name?.toLowerCase() === column.toLowerCase())
    .flatMap(({ origins }) => origins.filter(({ kind }) => kind === 'output'))
}

/** Uses that may be others, and the same name where a statement that reads the table is not followed. */
function perhapsIn(sql: string, found: ColumnUses, { table, column }: TableColumn): Place[] {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
  const unsure = found.uses.filter(
    ({ sure, name, origins }) =>
      !sure &&
      same(name, column) &&
      origins.some((one) => one.kind === 'table' && same(one.table, table) && same(one.column, column)),
  )
  const reads = lex(sql).some((token) => {
    const name = identName(token) ?? ''
    return same(name, table) || same(name, `${table}_raw`)
  })
  const unknown = reads ? found.unknown.filter(({ name }) => same(name, column)) : []
  return [...unsure, ...unknown].map(({ from, to }) => ({ from, to }))
}

/** Finds the line of a contract that defines a field of its source. */
export function fieldMatcher({ table, column }: TableColumn): Matcher {
  return (text, onHit) => {
    if (/^source:\s*["']?([^"'\s#]+)/m.exec(text)?.[1] !== table) return
    const line = fieldLine(text, column)
    const begin = text.split('\n', line - 1).join('\n').length + (line > 1 ? 1 : 0)
    const from = text.toLowerCase().indexOf(column.toLowerCase(), begin)
    if (line === 1 || from === -1) return
    onHit({ from, to: from + column.length, groups: [column] })
  }
}
