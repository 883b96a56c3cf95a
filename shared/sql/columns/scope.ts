import type { Column, ColumnOrigin, Relation, Scope } from './types.ts'

const same = (a: string | null, b: string) => a !== null && a.toLowerCase() === b.toLowerCase()

/** What a name may stand for. */
export interface Found {
  origins: ColumnOrigin[]
  sure: boolean
}

/** What a name without a table means, from the inside out; null where no column that is known is called so. */
export function findColumn(scope: Scope | null, name: string, trusted = true): Found | null {
  if (scope === null) return null
  const { relations, merged, given, first, parent } = scope
  const holders = relations.filter(({ columns }) => columns.some((column) => same(column.name, name)))
  const own = holders.flatMap(({ columns }) => columns.filter((column) => same(column.name, name)))
  const mine = given.filter((column) => same(column.name, name))
  const hidden = relations.some(({ open }) => open)
  if (own.length > 0) {
    const joined = holders.length === own.length && merged.has(name.toLowerCase())
    const one = own.length === 1 || joined
    const found = {
      origins: originsOf(own),
      sure: trusted && one && !hidden && own.every(({ sure }) => sure),
    }
    if (mine.length === 0 || first === 'column') return found
    if (first === 'given') return { origins: originsOf(mine), sure: trusted && mine.length === 1 }
    return { origins: originsOf([...own, ...mine]), sure: false }
  }
  const outer = findColumn(parent, name, trusted && !hidden)
  if (mine.length === 0) return outer
  // Which of the two DuckDB takes depends on the clause.
  if (outer) return { origins: originsOf([...mine, { name, ...outer }]), sure: false }
  return {
    origins: originsOf(mine),
    sure: trusted && mine.length === 1 && !hidden && mine.every(({ sure }) => sure),
  }
}

/** The table of that name, of the innermost query that has one, and how far out it is. */
export function findRelation(scope: Scope | null, name: string): Relation | null {
  for (let at = scope; at; at = at.parent) {
    const found = at.relations.find(({ alias }) => same(alias, name))
    if (found) return found
  }
  return null
}

/** The columns of a table by name. */
export function columnsNamed(relation: Pick<Relation, 'columns'>, name: string): Column[] {
  return relation.columns.filter((column) => same(column.name, name))
}

/** Where columns come from, each once. */
export function originsOf(columns: readonly Column[]): ColumnOrigin[] {
  const found = new Map<string, ColumnOrigin>()
  for (const origin of columns.flatMap(({ origins }) => origins)) found.set(originKey(origin), origin)
  return [...found.values()]
}

/** Equal for one column, whatever place names it. */
export function originKey(origin: ColumnOrigin): string {
  return origin.kind === 'output'
    ? `${origin.from}`
    : `${origin.table.toLowerCase()}.${origin.column.toLowerCase()}`
}
