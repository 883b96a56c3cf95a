import { useMemo } from 'react'
import { columnsInView, type PlacedColumn, placeColumns } from './columns.ts'
import type { GridLayout, GridSource } from './types.ts'

/** Px below which only one column stays pinned, so that the others have room. */
const narrowGrid = 560

/** The shown columns with their places, how wide they are together in px, and the places of those that are drawn. */
export function useColumns(
  source: GridSource,
  layout: GridLayout,
  { width, left }: { width: number; left: number },
): { placed: PlacedColumn[]; total: number; drawn: number[] } {
  const narrow = width > 0 && width < narrowGrid
  const placed = useMemo(
    () => placeColumns(source.columns, layout, narrow ? 1 : Infinity),
    [source, layout, narrow],
  )
  const total = placed.reduce((sum, column) => sum + column.width, 0)
  const drawnKey = columnsInView(placed, left, width).join()
  const drawn = useMemo(() => (drawnKey === '' ? [] : drawnKey.split(',').map(Number)), [drawnKey])
  return { placed, total, drawn }
}
