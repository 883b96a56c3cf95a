import { narrowest, type PlacedColumn, widest } from './columns.ts'
import type { GridLayout, GridSort } from './types.ts'

/** The layout with a column as wide as asked, within what a column can be. */
export function resized(layout: GridLayout, index: number, width: number): GridLayout {
  return { ...layout, widths: { ...layout.widths, [index]: Math.min(Math.max(width, narrowest), widest) } }
}

/** The layout with columns pinned up to the one at `place`; up to the one before it when it was pinned already. */
export function pinnedAt(layout: GridLayout, placed: PlacedColumn[], place: number): GridLayout {
  return { ...layout, pinned: placed[place]?.pinned && place < layout.pinned ? place : place + 1 }
}

/** The layout without the column at `place`; null when it is the last one shown. */
export function hiddenAt(layout: GridLayout, placed: PlacedColumn[], place: number): GridLayout | null {
  const index = placed[place]?.index
  if (index === undefined || placed.length < 2) return null
  return {
    ...layout,
    hidden: [...layout.hidden, index],
    pinned: place < layout.pinned ? Math.max(layout.pinned - 1, 0) : layout.pinned,
  }
}

/**
 * The sort after a column was asked for: by `descending`, or not at all for null, or the next of ascending,
 * descending and none when it is undefined. `add` keeps the other keys before it.
 */
export function sortedBy(
  sort: GridSort[],
  column: string,
  descending: boolean | null | undefined,
  add: boolean,
): GridSort[] {
  const now = sort.find((key) => key.column === column)
  const next = descending !== undefined ? descending : now ? (now.descending ? null : true) : false
  const others = add ? sort.filter((key) => key.column !== column) : []
  return next === null ? others : [...others, { column, descending: next }]
}
