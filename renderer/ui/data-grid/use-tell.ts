import { useEffect, useEffectEvent } from 'react'
import type { PlacedColumn } from './columns.ts'
import { cellsOf, type GridRange } from './selection.ts'
import type { CellContext, GridCells, GridPoint } from './types.ts'

/** Ms of rest after which the scrolling counts as done. */
const rest = 200

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

/** Tells of the columns that are drawn, by their indexes in the result, whenever they change. */
export function useTellColumns(
  placed: PlacedColumn[],
  drawn: number[],
  tell: ((indexes: number[]) => void) | undefined,
): void {
  const key = drawn.map((place) => placed[place]?.index ?? -1).join()
  const told = useEffectEvent((indexes: number[]) => tell?.(indexes))
  useEffect(() => {
    if (key !== '') told(key.split(',').map(Number))
  }, [key])
}

/** Tells of the active cell whenever it changes or `arrived`, which its value may have done, does. */
export function useTellActive(
  active: GridPoint | null,
  arrived: readonly [version: number, source: unknown],
  contextOf: (point: GridPoint) => CellContext | null,
  tell: ((cell: CellContext | null) => void) | undefined,
): void {
  const told = useEffectEvent(() => tell?.(active && contextOf(active)))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a value that arrives later is told as well
  useEffect(() => told(), [active, ...arrived])
}

/** Tells of the scroll position once the scrolling rests. */
export function useTellPosition(
  { top, left }: { top: number; left: number },
  tell: ((position: { top: number; left: number }) => void) | undefined,
): void {
  const told = useEffectEvent((position: { top: number; left: number }) => tell?.(position))
  useEffect(() => {
    const timer = setTimeout(() => told({ top, left }), rest)
    return () => clearTimeout(timer)
  }, [top, left])
}
