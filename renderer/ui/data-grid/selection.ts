import type { PlacedColumn } from './columns.ts'
import type { GridCells, GridPoint } from './types.ts'

export interface GridSelection {
  /** Where the keyboard is. */
  active: GridPoint
  /** The other corner of the range; equal to `active` when one cell is selected. */
  anchor: GridPoint
}

export interface GridRange {
  firstRow: number
  lastRow: number
  firstColumn: number
  lastColumn: number
}

/** The rectangle between both corners, inclusive. */
export function rangeOf({ active, anchor }: GridSelection): GridRange {
  return {
    firstRow: Math.min(active.row, anchor.row),
    lastRow: Math.max(active.row, anchor.row),
    firstColumn: Math.min(active.column, anchor.column),
    lastColumn: Math.max(active.column, anchor.column),
  }
}

export function inRange(range: GridRange, row: number, column: number): boolean {
  return (
    row >= range.firstRow && row <= range.lastRow && column >= range.firstColumn && column <= range.lastColumn
  )
}

interface MoveKey {
  key: string
  mod: boolean
}

/** Where a key moves the active cell in a grid of so many rows and columns; null for a key that does not move. */
export function movePoint(
  at: GridPoint,
  { key, mod }: MoveKey,
  size: { rows: number; columns: number; page: number },
): GridPoint | null {
  const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), Math.max(0, most - 1))
  const to = (row: number, column: number) => ({
    row: clamp(row, size.rows),
    column: clamp(column, size.columns),
  })
  switch (key) {
    case 'ArrowUp':
      return mod ? to(0, at.column) : to(at.row - 1, at.column)
    case 'ArrowDown':
      return mod ? to(size.rows, at.column) : to(at.row + 1, at.column)
    case 'ArrowLeft':
      return mod ? to(at.row, 0) : to(at.row, at.column - 1)
    case 'ArrowRight':
      return mod ? to(at.row, size.columns) : to(at.row, at.column + 1)
    case 'PageUp':
      return to(at.row - size.page, at.column)
    case 'PageDown':
      return to(at.row + size.page, at.column)
    case 'Home':
      return mod ? to(0, 0) : to(at.row, 0)
    case 'End':
      return mod ? to(size.rows, size.columns) : to(at.row, size.columns)
    default:
      return null
  }
}

/** The cell that an event of the pointer is on. */
export function pointOf(event: { target: EventTarget }): GridPoint | null {
  const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null
  if (!element) return null
  return { row: Number(element.dataset.row), column: Number(element.dataset.place) }
}

/** The cells of a range by the result's own columns. */
export function cellsOf(range: GridRange, placed: PlacedColumn[]): GridCells {
  return {
    from: range.firstRow,
    end: range.lastRow + 1,
    columns: placed.slice(range.firstColumn, range.lastColumn + 1).map(({ index }) => index),
  }
}
