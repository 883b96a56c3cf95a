import { useEffect, useEffectEvent } from 'react'
import type { PlacedColumn } from './columns.ts'
import type { GridRange } from './selection.ts'
import type { GridCells } from './types.ts'

/** The cells of a range by the result's own columns. */
export function cellsOf(range: GridRange, placed: PlacedColumn[]): GridCells {
  return {
    from: range.firstRow,
    end: range.lastRow + 1,
    columns: placed.slice(range.firstColumn, range.lastColumn + 1).map(({ index }) => index),
  }
}

/** Tells of the selected cells whenever they change: null while it is one or none. */
export function useTellSelection(
  range: GridRange | null,
  placed: PlacedColumn[],
  tell: ((cells: GridCells | null) => void) | undefined,
): void {
  const many = range && (range.firstRow !== range.lastRow || range.firstColumn !== range.lastColumn)
  const cells = many ? cellsOf(range, placed) : null
  const key = cells ? [cells.from, cells.end, ...cells.columns].join() : ''
  const told = useEffectEvent((cells: GridCells | null) => tell?.(cells))
  useEffect(() => {
    const [from = 0, end = 0, ...columns] = key.split(',').map(Number)
    told(key === '' ? null : { from, end, columns })
  }, [key])
}
