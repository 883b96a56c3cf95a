import { useRef } from 'react'
import type { CellActions } from './cell-actions.ts'
import type { ColumnActions } from './column-actions.ts'
import type { PlacedColumn } from './columns.ts'
import { inRange, pointOf } from './selection.ts'
import type { CellContext } from './types.ts'
import type { Selecting } from './use-selection.ts'

/** What the pointer does in a grid: it selects and drags, sorts by a head, opens menus, and inspects. */
export function usePointer(grid: {
  placed: PlacedColumn[]
  /** The first row in view. */
  first: number
  selecting: Selecting
  columns: ColumnActions
  cells: CellActions
  onInspect: ((cell: CellContext) => void) | undefined
  openMenu: (place: number) => void
}) {
  const dragging = useRef(false)
  const { active, range, choose, extendTo } = grid.selecting
  return {
    onPointerDown(event: React.PointerEvent) {
      const point = pointOf(event)
      if (!point || event.button !== 0) return
      dragging.current = true
      if (event.shiftKey) extendTo(point)
      else choose(point)
    },
    onPointerMove(event: React.PointerEvent) {
      if (!dragging.current || event.buttons !== 1) return
      const point = pointOf(event)
      if (point) extendTo(point)
    },
    onPointerUp() {
      dragging.current = false
    },
    onClick(event: React.MouseEvent) {
      const head = headOf(event)
      if (head !== null && !partOf(event, '[data-quiet]')) {
        grid.columns.sortBy(head, undefined, event.shiftKey)
      }
    },
    onContextMenu(event: React.MouseEvent) {
      const head = headOf(event)
      const place = head === null ? -1 : grid.placed.findIndex(({ index }) => index === head)
      const point = pointOf(event) ?? (place < 0 ? null : { row: active?.row ?? grid.first, column: place })
      if (!point) return
      event.preventDefault()
      if (!range || !inRange(range, point.row, point.column)) choose(point)
      grid.openMenu(point.column)
    },
    onDoubleClick(event: React.MouseEvent) {
      const point = pointOf(event)
      const cell = point && grid.cells.contextOf(point)
      if (cell) grid.onInspect?.(cell)
    },
  }
}

const partOf = ({ target }: React.MouseEvent, selector: string) =>
  target instanceof Element ? target.closest<HTMLElement>(selector) : null

/** Index in the result of the column whose head an event is on. */
function headOf(event: React.MouseEvent): number | null {
  const head = partOf(event, '[data-head]')
  return head && Number(head.dataset.head)
}
