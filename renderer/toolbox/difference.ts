import type { Cell, Column } from '#shared/value.ts'

export interface Rows {
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
}

/** Where two tables part: a row in each (null: it has none to match) and the columns that differ there. */
export interface Difference {
  expectedRow: number | null
  actualRow: number | null
  /** Names; empty when the whole row is missing on one side. */
  columns: string[]
}

/** Numbers may be written as numbers or as digits: `2` and `'2.0'` are one value. */
function same(a: Cell, b: Cell): boolean {
  if (a === null || b === null) return a === b
  if (typeof a === 'object' || typeof b === 'object') return JSON.stringify(a) === JSON.stringify(b)
  if (a === b) return true
  if (typeof a === 'boolean' || typeof b === 'boolean') return false
  const [x, y] = [String(a).trim(), String(b).trim()]
  return x !== '' && y !== '' && Number(x) === Number(y)
}

/**
 * The first difference of a failed test. Rows are paired whatever their order first, as tests compare them; when all
 * find a partner, the order is what differs. Null when the tables are equal.
 */
export function firstDifference(expected: Rows, actual: Rows): Difference | null {
  const names = expected.columns.map(({ name }) => name)
  const places = names.map((name) => actual.columns.findIndex((column) => column.name === name))
  const differing = (row: readonly Cell[], other: readonly Cell[]) =>
    names.filter((_, at) => {
      const place = places[at] ?? -1
      return place === -1 || !same(row[at] ?? null, other[place] ?? null)
    })
  const free = new Set(actual.rows.keys())
  const alone: number[] = []
  for (const [at, row] of expected.rows.entries()) {
    const partner = [...free].find((other) => differing(row, actual.rows[other] ?? []).length === 0)
    if (partner === undefined) alone.push(at)
    else free.delete(partner)
  }
  const [expectedRow = null] = alone
  // The row at the same place is what a reader compares with first.
  const actualRow = expectedRow !== null && free.has(expectedRow) ? expectedRow : ([...free][0] ?? null)
  if (expectedRow !== null && actualRow !== null) {
    const columns = differing(expected.rows[expectedRow] ?? [], actual.rows[actualRow] ?? [])
    return { expectedRow, actualRow, columns }
  }
  if (expectedRow !== null || actualRow !== null) return { expectedRow, actualRow, columns: [] }
  const moved = expected.rows.findIndex((row, at) => differing(row, actual.rows[at] ?? []).length > 0)
  if (moved === -1) return null
  return {
    expectedRow: moved,
    actualRow: moved,
    columns: differing(expected.rows[moved] ?? [], actual.rows[moved] ?? []),
  }
}
