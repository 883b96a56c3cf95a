import type { Column } from '#shared/value.ts'

/** The columns with `_1`, `_2` … behind names that stood before, as DuckDB does in a table; case does not count. */
export function uniqueNames(columns: readonly Column[]): Column[] {
  const taken = new Set<string>()
  return columns.map(({ name, type }) => {
    let unique = name
    for (let count = 1; taken.has(unique.toLowerCase()); count++) unique = `${name}_${count}`
    taken.add(unique.toLowerCase())
    return { name: unique, type }
  })
}
