import type { CellActions } from './cell-actions.ts'
import type { ColumnActions } from './column-actions.ts'
import type { PlacedColumn } from './columns.ts'
import { type GridAction, gridAction } from './grid-keys.ts'
import type { DataGridProps } from './props.ts'
import { movePoint } from './selection.ts'
import type { GridPoint, GridSource } from './types.ts'
import type { Selecting } from './use-selection.ts'

const origin: GridPoint = { row: 0, column: 0 }

/** What a key does in a grid that has the focus: it moves the active cell, or acts on its column or its value. */
export function gridKeyboard(grid: {
  props: DataGridProps
  source: GridSource
  placed: PlacedColumn[]
  /** Rows of a step by page. */
  page: number
  selecting: Selecting
  columns: ColumnActions
  cells: CellActions
  openMenu: (place: number) => void
}): (event: React.KeyboardEvent) => void {
  const { props, source, placed, columns, cells } = grid
  const { active, select, choose } = grid.selecting
  const size = { rows: source.rows, columns: placed.length, page: grid.page }
  const point = active ?? origin

  const act = (action: GridAction): void => {
    const column = placed[point.column]
    if (!column) return
    const cell = cells.contextOf(point)
    const acts: Record<GridAction, () => void> = {
      inspect: () => cell && props.onInspect?.(cell),
      sort: () => columns.sortBy(column.index, undefined, false),
      'sort-add': () => columns.sortBy(column.index, undefined, true),
      filter: () => cell && props.onFilter?.(cell),
      hide: () => columns.hide(point.column),
      pin: () => columns.pin(point.column),
      copy: () => cells.copy(false),
      'copy-headers': () => cells.copy(true),
      'copy-provenance': () => cells.copy(true, true),
      all: () => choose({ row: Math.max(0, source.rows - 1), column: placed.length - 1 }, origin),
      menu: () => grid.openMenu(point.column),
      narrower: () => columns.setWidth(column.index, column.width - 16),
      wider: () => columns.setWidth(column.index, column.width + 16),
      'move-left': () => columns.move(point.column, -1),
      'move-right': () => columns.move(point.column, 1),
    }
    acts[action]()
  }

  return (event) => {
    if (event.target !== event.currentTarget) return
    const mod = event.ctrlKey || event.metaKey
    const moved = event.altKey ? null : movePoint(point, { key: event.key, mod }, size)
    const action = moved ? null : gridAction(event)
    if (!moved && !action) return
    event.preventDefault()
    event.stopPropagation()
    if (moved) select(active ? moved : origin, event.shiftKey)
    else if (action) act(action)
  }
}
