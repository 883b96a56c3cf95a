import type { Cell, Column } from '#shared/value.ts'
import type { ResultHandle } from '../engine/index.ts'
import { findSql } from './find-text.ts'

/** A cell that holds the text: its row, and its place among the columns that are shown. */
export interface FoundCell {
  row: number
  place: number
}

/** Looks for a text in a whole result, by its engine: rows that are not here count as well. */
export interface Finder {
  /** The nearest match behind `from` (before it for -1), `from` itself not counted; null when there is none. */
  next(from: FoundCell, step: 1 | -1, signal: AbortSignal): Promise<FoundCell | null>
  /** How many cells hold the text. */
  total(signal: AbortSignal): Promise<number>
  /** How many of them stand before this one. */
  before(cell: FoundCell, signal: AbortSignal): Promise<number>
}

/** Matching rows of one question. */
const rowsAtOnce = 200

/** Row number that no column of a result hides. */
const rowName = (columns: readonly Column[]): string => {
  let name = 'lb_row'
  while (columns.some((column) => column.name.toLowerCase() === name)) name += '_'
  return name
}

const after = (one: FoundCell, other: FoundCell): number => one.row - other.row || one.place - other.place

/** A finder of `text` in the columns with these indexes, in the order in which they are shown. */
export function createFinder(
  handle: Pick<ResultHandle, 'columns' | 'over'>,
  shown: readonly number[],
  text: string,
): Finder {
  const terms = shown.flatMap((index, place) => {
    const column = handle.columns[index]
    const sql = column ? findSql(column, text) : null
    return sql === null ? [] : [{ place, sql }]
  })
  const row = rowName(handle.columns)
  const any = terms.map(({ sql }) => sql).join(' OR ')
  const bits = terms.map(({ sql }) => `CASE WHEN ${sql} THEN '1' ELSE '0' END`).join(', ')
  const counts = terms.map(({ sql }, index) => `count_if(${sql})::DOUBLE AS c${index}`).join(', ')
  /** The last answer, so that the next match after a match needs no question; of few matches it has all. */
  let known: { cells: FoundCell[]; from: number; end: number; all: boolean } | null = null

  const ask = async (condition: string, order: string, signal: AbortSignal) => {
    const { page } = await handle.over(
      `SELECT ${row}::DOUBLE AS n, concat(${bits}) AS bits FROM (SELECT row_number() OVER () - 1 AS ${row}, * FROM result) WHERE ${row} ${condition} AND (${any}) ${order} LIMIT ${rowsAtOnce}`,
      signal,
    )
    const [rows = [], found = []] = page.columns
    const cells = rows.flatMap((number, at) => cellsOf(Number(number), String(found[at] ?? '')))
    return { cells: cells.sort(after), ended: rows.length < rowsAtOnce }
  }
  const cellsOf = (number: number, found: string): FoundCell[] =>
    terms.flatMap(({ place }, index) => (found[index] === '1' ? [{ row: number, place }] : []))

  const sum = (columns: Cell[][]): number => columns.reduce((total, [count]) => total + Number(count ?? 0), 0)

  return {
    async next(from, step, signal) {
      if (terms.length === 0) return null
      const pick = (cells: FoundCell[]): FoundCell | undefined =>
        step === 1
          ? cells.find((cell) => after(cell, from) > 0)
          : cells.findLast((cell) => after(cell, from) < 0)
      const inside = known && from.row >= known.from && from.row <= known.end ? pick(known.cells) : undefined
      if (inside) return inside
      const { cells, ended } =
        step === 1
          ? await ask(`>= ${Math.max(0, from.row)}`, '', signal)
          : await ask(`<= ${from.row}`, `ORDER BY ${row} DESC`, signal)
      const [first, last] = [cells.at(0)?.row ?? from.row, cells.at(-1)?.row ?? from.row]
      const all = ended && step === 1 && from.row <= 0
      const end = all ? Number.POSITIVE_INFINITY : Math.max(last, from.row)
      known = { cells, from: Math.min(first, from.row), end, all }
      return pick(cells) ?? null
    },
    async total(signal) {
      if (terms.length === 0) return 0
      if (known?.all) return known.cells.length
      return sum((await handle.over(`SELECT ${counts} FROM result`, signal)).page.columns)
    },
    async before(cell, signal) {
      if (terms.length === 0) return 0
      if (known?.all) return known.cells.filter((one) => after(one, cell) < 0).length
      const above = await handle.over(
        `SELECT ${counts} FROM (SELECT * FROM result LIMIT ${cell.row})`,
        signal,
      )
      // Of its own row only what stands at its left.
      const own = known?.cells.filter((one) => one.row === cell.row && one.place < cell.place) ?? []
      return sum(above.page.columns) + own.length
    },
  }
}
