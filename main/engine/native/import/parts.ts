import type { Part } from './row.ts'

/** Finds the types of partitions as their values pass by: dates, whole numbers without leading zeros, else text. */
export function partTypes(names: readonly string[]): {
  add(values: Record<string, string>): void
  types(): Part[]
} {
  const fits = new Map(names.map((name) => [name, { date: true, integer: true, some: false }]))
  return {
    add(values) {
      for (const [name, fit] of fits) {
        const value = values[name]
        if (value === undefined) continue
        fit.some = true
        fit.date &&= isDate(value)
        fit.integer &&= /^(0|-?[1-9]\d{0,17})$/.test(value)
      }
    },
    types: () =>
      [...fits].map(([name, { date, integer, some }]) => ({
        name,
        type: some && date ? 'DATE' : some && integer ? 'BIGINT' : 'VARCHAR',
      })),
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text)
}
