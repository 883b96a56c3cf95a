import { type ColumnsOf, columnUses } from '#shared/sql/index.ts'
import type { Transform } from './types.ts'

/**
 * The columns of each table macro, by its name, read from its text; '' for a name that DuckDB makes. A macro whose
 * columns cannot be told, such as one that reads a file, is left out.
 */
export function macroColumns(transforms: readonly Transform[], tablesOf: ColumnsOf): Map<string, string[]> {
  const tables = new Map(transforms.filter(({ kind }) => kind === 'table').map((one) => [one.name, one]))
  const known = new Map<string, string[] | null>()
  const columnsOf = (name: string): string[] | null => {
    const before = known.get(name)
    if (before !== undefined) return before
    const transform = tables.get(name)
    if (!transform) return null
    // A macro cannot read itself, but a text may say so.
    known.set(name, null)
    const found = columnUses(transform.body, (table, call) => {
      if (!call) return tablesOf(table, false)
      const columns = columnsOf(table.toLowerCase())
      return columns && { table, columns }
    })
    const columns = !found || found.result.open ? null : found.result.columns.map(({ name }) => name ?? '')
    known.set(name, columns)
    return columns
  }
  return new Map(
    [...tables.keys()].flatMap((name) => {
      const columns = columnsOf(name)
      return columns ? [[name, columns] as const] : []
    }),
  )
}
