import type { GridColumn, GridLayout } from './types.ts'

export const narrowest = 64
/** What a first fit allows; the user may go up to `widest`. */
const widestFit = 360
export const widest = 2000

export interface PlacedColumn {
  /** Index in the result. */
  index: number
  column: GridColumn
  /** Px from the left edge of all shown columns. */
  left: number
  width: number
  pinned: boolean
}

/** A layout that shows all columns in the result's order, the first one pinned. */
export function initialLayout(columns: GridColumn[]): GridLayout {
  return {
    order: columns.map((_, index) => index),
    widths: {},
    hidden: [],
    pinned: columns.length > 1 ? 1 : 0,
  }
}

/** The shown columns with their places. `most` pinned ones stay pinned (a narrow window pins one). */
export function placeColumns(columns: GridColumn[], layout: GridLayout, most = Infinity): PlacedColumn[] {
  const hidden = new Set(layout.hidden)
  let left = 0
  return layout.order
    .filter((index) => !hidden.has(index))
    .flatMap((index, place) => {
      const column = columns[index]
      if (!column) return []
      const width = layout.widths[index] ?? 120
      const placed = { index, column, left, width, pinned: place < Math.min(layout.pinned, most) }
      left += width
      return [placed]
    })
}

/** Which of the placed columns are drawn: pinned ones, and those that the window from `scroll` on touches. */
export function columnsInView(placed: PlacedColumn[], scroll: number, viewport: number): number[] {
  const drawn: number[] = []
  const edge = pinnedWidth(placed)
  placed.forEach(({ left, width, pinned }, place) => {
    if (pinned || (left + width > scroll + edge && left < scroll + viewport)) drawn.push(place)
  })
  return drawn
}

function pinnedWidth(placed: PlacedColumn[]): number {
  return placed.reduce((sum, column) => (column.pinned ? sum + column.width : sum), 0)
}

/** The scroll position nearest to `scroll` at which a column is whole beside the pinned ones. */
export function revealColumn(
  placed: PlacedColumn[],
  place: number,
  viewport: number,
  scroll: number,
): number {
  const column = placed[place]
  if (!column || column.pinned) return scroll
  const edge = pinnedWidth(placed)
  if (column.left - edge < scroll) return column.left - edge
  const end = column.left + column.width
  return end > scroll + viewport ? Math.min(end - viewport, column.left - edge) : scroll
}

/** A column's first width: what its head and the longest of its first cells need, from 64 to 360 px. */
export function fitWidth(head: number, cells: number[]): number {
  const need = Math.max(head, ...cells)
  return Math.round(Math.min(Math.max(need, narrowest), widestFit))
}

/** The layout with the column at `place` (among the shown) moved by `step` places. */
export function moveColumn(layout: GridLayout, place: number, step: number): GridLayout {
  const hidden = new Set(layout.hidden)
  const shown = layout.order.filter((index) => !hidden.has(index))
  const target = place + step
  if (target < 0 || target >= shown.length) return layout
  const [moved] = shown.splice(place, 1)
  if (moved === undefined) return layout
  shown.splice(target, 0, moved)
  return { ...layout, order: [...shown, ...layout.order.filter((index) => hidden.has(index))] }
}
