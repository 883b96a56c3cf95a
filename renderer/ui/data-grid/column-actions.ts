import { hiddenAt, pinnedAt, resized, sortedBy } from './arrange.ts'
import { moveColumn, type PlacedColumn } from './columns.ts'
import { fitColumn } from './fit.ts'
import type { PageCache } from './page-cache.ts'
import type { GridLayout, GridSort, GridSource } from './types.ts'
import type { Selecting } from './use-selection.ts'

/** Rows of each page that a fit looks at. */
const looked = 100

/** What can be done with a column, by its index in the result or its place among the shown ones. */
export interface ColumnActions {
  sortBy(index: number, descending: boolean | null | undefined, add: boolean): void
  setWidth(index: number, width: number): void
  fit(index: number): void
  pin(place: number): void
  move(place: number, step: number): void
  hide(place: number): void
}

/** The actions on the columns of a grid; the active cell goes along with a column that moves. */
export function columnActions(grid: {
  source: GridSource
  cache: PageCache
  scroller: React.RefObject<Element | null>
  placed: PlacedColumn[]
  layout: GridLayout
  onLayout: (layout: GridLayout) => void
  sort: GridSort[]
  onSort: ((sort: GridSort[]) => void) | undefined
  selecting: Selecting
}): ColumnActions {
  const { source, placed, layout, onLayout } = grid
  const { active, select } = grid.selecting
  const setWidth = (index: number, width: number) => onLayout(resized(layout, index, width))
  return {
    sortBy(index, descending, add) {
      const name = source.columns[index]?.name
      if (name !== undefined) grid.onSort?.(sortedBy(grid.sort, name, descending, add))
    },
    setWidth,
    fit(index) {
      const column = source.columns[index]
      if (!column || !grid.scroller.current) return
      const values = grid.cache.pages().flatMap((page) => page.columns[index]?.slice(0, looked) ?? [])
      setWidth(index, fitColumn(column, values, grid.scroller.current))
    },
    pin: (place) => onLayout(pinnedAt(layout, placed, place)),
    move(place, step) {
      const next = moveColumn(layout, place, step)
      if (next === layout) return
      onLayout(next)
      if (active?.column === place) select({ row: active.row, column: place + step }, false)
    },
    hide(place) {
      const next = hiddenAt(layout, placed, place)
      if (!next) return
      onLayout(next)
      if (active && active.column >= placed.length - 1) {
        select({ ...active, column: placed.length - 2 }, false)
      }
    },
  }
}
