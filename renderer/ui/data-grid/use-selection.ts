import { useEffect, useRef, useState } from 'react'
import { type PlacedColumn, revealColumn } from './columns.ts'
import { revealRow } from './scroll.ts'
import { type GridRange, type GridSelection, rangeOf } from './selection.ts'
import type { GridPoint, GridSource } from './types.ts'
import type { Viewport } from './use-viewport.ts'

/** The selected cells of a grid, and the ways to select others. */
export interface Selecting {
  /** Where the keyboard is. */
  active: GridPoint | null
  range: GridRange | null
  /** Selects a cell and brings it into view; `extend` keeps the other corner. */
  select(point: GridPoint, extend: boolean): void
  /** Selects without scrolling, `anchor` being the other corner (the cell itself by default). */
  choose(active: GridPoint, anchor?: GridPoint): void
  /** Moves one corner to a cell, without scrolling; the first cell is selected alone. */
  extendTo(active: GridPoint): void
}

/** The selection of a grid; another order or fewer rows put it at the top, in the same column. */
export function useSelection(
  source: GridSource,
  placed: PlacedColumn[],
  rowHeight: number,
  view: Viewport,
): Selecting {
  const [selection, setSelection] = useState<GridSelection | null>(null)
  const { scrollTo } = view

  const extendTo = (active: GridPoint) =>
    setSelection((before) => ({ active, anchor: before ? before.anchor : active }))
  const choose = (active: GridPoint, anchor = active) => setSelection({ active, anchor })
  const select = (point: GridPoint, extend: boolean) => {
    if (extend) extendTo(point)
    else choose(point)
    scrollTo({
      top: revealRow(point.row, rowHeight, view.height, view.top),
      left: revealColumn(placed, point.column, view.width, view.left),
    })
  }

  const before = useRef(source)
  useEffect(() => {
    if (before.current === source) return
    before.current = source
    scrollTo({ top: 0 })
    setSelection((was) => {
      if (!was) return was
      const point = { row: 0, column: was.active.column }
      return { active: point, anchor: point }
    })
  }, [source, scrollTo])

  return {
    active: selection?.active ?? null,
    range: selection ? rangeOf(selection) : null,
    select,
    choose,
    extendTo,
  }
}
