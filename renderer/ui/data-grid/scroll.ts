/**
 * A browser lays out no element taller than about 33 million px (3 million rows of 24 px are 72 million), and
 * loses precision long before. Taller results keep one scroll bar of this height, mapped onto the true one.
 */
export const tallest = 15_000_000

export interface ScrollSpace {
  /** Height in px of the element that is really scrolled. */
  content: number
  /** Height in px of all rows. */
  virtual: number
  /** Largest scroll position of either. */
  maxScroll: number
  maxTop: number
}

/** How `rows` of `rowHeight` px fit into one scroll bar of a `viewport` px high window on them. */
export function scrollSpace(rows: number, rowHeight: number, viewport: number): ScrollSpace {
  const virtual = rows * rowHeight
  const content = Math.min(virtual, tallest)
  return {
    content,
    virtual,
    maxScroll: Math.max(0, content - viewport),
    maxTop: Math.max(0, virtual - viewport),
  }
}

/** True when the scroll bar is a map: a px of it is more than a px of rows. */
export function isMapped(space: ScrollSpace): boolean {
  return space.virtual > space.content
}

/** The position in the rows that a scroll position stands for. */
export function topOf(space: ScrollSpace, scroll: number): number {
  if (space.maxScroll === 0) return 0
  if (!isMapped(space)) return Math.min(Math.max(scroll, 0), space.maxTop)
  return Math.min(Math.max(scroll / space.maxScroll, 0), 1) * space.maxTop
}

/** The scroll position that stands for a position in the rows. */
export function scrollOf(space: ScrollSpace, top: number): number {
  if (space.maxTop === 0) return 0
  const clamped = Math.min(Math.max(top, 0), space.maxTop)
  return isMapped(space) ? (clamped / space.maxTop) * space.maxScroll : clamped
}

/** Rows seen at `top`, the last one exclusive, and how far the first is pushed above the edge in px. */
export function rowsInView(
  rows: number,
  rowHeight: number,
  viewport: number,
  top: number,
): { first: number; end: number; shift: number } {
  const first = Math.min(Math.max(Math.floor(top / rowHeight), 0), Math.max(0, rows - 1))
  const end = Math.min(rows, Math.ceil((top + viewport) / rowHeight))
  return { first, end: Math.max(end, Math.min(first + 1, rows)), shift: top - first * rowHeight }
}

/** The position nearest to `top` at which a row is whole in view. */
export function revealRow(row: number, rowHeight: number, viewport: number, top: number): number {
  const start = row * rowHeight
  if (start < top) return start
  return start + rowHeight > top + viewport ? start + rowHeight - viewport : top
}
