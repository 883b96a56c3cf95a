import type { Catalogue } from '#shared/contract/engine.ts'

/**
 * Units and meanings of the columns of these sources by `name TYPE`: a result's column that has both of a contract's
 * field is taken for that field, unless two sources disagree.
 */
export function unitsOf(
  catalogue: Catalogue | undefined,
  sources: string[],
): Map<string, { unit?: string; meaning?: string }> {
  const found = new Map<string, { unit?: string; meaning?: string }>()
  const torn = new Set<string>()
  for (const source of catalogue?.sources ?? []) {
    if (!sources.includes(source.name)) continue
    for (const { name, type, unit, meaning } of source.columns) {
      const key = `${name} ${type}`
      const before = found.get(key)
      if (before && before.unit !== unit) torn.add(key)
      found.set(key, { ...(unit && { unit }), ...(meaning && { meaning }) })
    }
  }
  for (const key of torn) found.delete(key)
  return found
}
