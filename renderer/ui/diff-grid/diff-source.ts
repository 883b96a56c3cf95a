import type { RowDifference } from '#shared/contract/difference.ts'
import { hasDelta } from '#shared/sql/index.ts'
import type { Cell, Page } from '#shared/value.ts'
import { type GridColumn, type GridLayout, type GridSource, initialLayout } from '../data-grid/index.ts'
import type { DiffView } from './view.ts'

/** The rows of a difference, wherever they are held. */
export interface DiffResult {
  rows: number
  columns: GridColumn[]
  page(from: number, count: number, signal?: AbortSignal): Promise<Page>
}

/** Places of a difference's columns in its rows. */
const places = { change: 0, times: 1, marks: 2, key: 3 }

export const beforeAt = (facts: RowDifference, value: number): number =>
  places.key + facts.key.length + 2 * value
export const afterAt = (facts: RowDifference, value: number): number => beforeAt(facts, value) + 1

/** Which of the values a column of the grid shows; null for the change and the key. */
export function valueAt(facts: RowDifference, index: number): number | null {
  const place = index - places.key - facts.key.length
  return place < 0 ? null : Math.floor(place / 2)
}

/** What kind of change a row is, and which values differ: the first cells of it. */
export const changeOf = (cell: (index: number) => Cell | undefined) => ({
  change: cell(places.change),
  times: Number(cell(places.times) ?? 1),
  marks: String(cell(places.marks) ?? ''),
})

/** The difference as a grid shows it: change, key and one column for each value. A gone row shows what it had. */
export function diffSource(
  facts: RowDifference,
  result: DiffResult,
  unitOf: (column: string) => string | undefined,
): GridSource {
  const named = result.columns.map((column, index): GridColumn => {
    if (index === places.change) return { ...column, name: 'Change' }
    if (index < places.key) return column
    const key = facts.key[index - places.key]
    if (key !== undefined) return { ...column, name: key, unit: unitOf(key) }
    const name = facts.columns[valueAt(facts, index) ?? -1]?.name ?? column.name
    const before = (index - places.key - facts.key.length) % 2 === 0
    return before ? { ...column, name: `${name}, before` } : { ...column, name, unit: unitOf(name) }
  })
  return {
    columns: named,
    rows: result.rows,
    async page(from, count, signal) {
      const page = await result.page(from, count, signal)
      const changes = page.columns[places.change] ?? []
      const columns = [...page.columns]
      for (const value of facts.columns.keys()) {
        const [before, after] = [columns[beforeAt(facts, value)], columns[afterAt(facts, value)]]
        if (!before || !after) continue
        columns[afterAt(facts, value)] = after.map((cell, row) =>
          changes[row] === 'gone' ? (before[row] ?? null) : cell,
        )
      }
      return { from: page.from, columns }
    },
  }
}

/** Px of a column whose cells hold an old number and how much the new one is more. */
const besideDelta = 184

/** Change and key stay at the left; the values before are in the cells of those after. */
export function diffLayout(
  facts: RowDifference,
  { columns }: GridSource,
  { onlyChanged }: Pick<DiffView, 'onlyChanged'>,
): GridLayout {
  const hidden = [places.times, places.marks]
  facts.columns.forEach((column, value) => {
    hidden.push(beforeAt(facts, value))
    if (onlyChanged && column.rows === 0) hidden.push(afterAt(facts, value))
  })
  const wide = facts.columns.flatMap((column, value) =>
    column.rows > 0 && hasDelta(column) ? [[afterAt(facts, value), besideDelta] as const] : [],
  )
  return {
    ...initialLayout(columns),
    widths: { [places.change]: 104, ...Object.fromEntries(wide) },
    hidden,
    pinned: Math.min(3, 1 + facts.key.length),
  }
}

/** The place of the next cell that differs (of an added or gone row its first), from a row and column of the grid. */
export async function nextChange(
  facts: RowDifference,
  source: GridSource,
  from: { row: number; index: number } | null,
  step: 1 | -1,
): Promise<{ row: number; index: number } | null> {
  let row = from ? from.row : step === 1 ? 0 : source.rows - 1
  for (let first = from !== null; row >= 0 && row < source.rows; row += step, first = false) {
    const page = await source.page(row, 1)
    const stops = stopsOf(facts, (index) => page.columns[index]?.[0])
    const open = stops.filter(
      (index) => !first || (step === 1 ? index > (from?.index ?? -1) : index < (from?.index ?? 0)),
    )
    const index = step === 1 ? open[0] : open.at(-1)
    if (index !== undefined) return { row, index }
  }
  return null
}

function stopsOf(facts: RowDifference, cell: (index: number) => Cell | undefined): number[] {
  const { change, marks } = changeOf(cell)
  if (change !== 'changed') return [places.change]
  return [...marks].flatMap((mark, value) => (mark === '1' ? [afterAt(facts, value)] : []))
}
