import type { Catalogue, CatalogueColumn } from '#shared/contract/engine.ts'

/** What a contract says of a field. */
type Said = Partial<Pick<CatalogueColumn, 'unit' | 'meaning' | 'bounds'>> & { required?: boolean }

/**
 * What the contracts of these sources say of their columns, by `name TYPE`: a result's column that has both of a
 * contract's field is taken for that field, unless two sources disagree.
 */
export function unitsOf(catalogue: Catalogue | undefined, sources: string[]): Map<string, Said> {
  const found = new Map<string, Said>()
  const torn = new Set<string>()
  for (const source of catalogue?.sources ?? []) {
    if (!sources.includes(source.name)) continue
    for (const { name, type, unit, meaning, bounds, required } of source.columns) {
      const key = `${name} ${type}`
      const before = found.get(key)
      if (before && before.unit !== unit) torn.add(key)
      found.set(key, {
        ...(unit && { unit }),
        ...(meaning && { meaning }),
        ...(bounds && { bounds }),
        ...(required && { required }),
      })
    }
  }
  for (const key of torn) found.delete(key)
  return found
}
