import type { PlacedColumn } from './columns.ts'
import type { CopyForm } from './copy-as.ts'
import { copyCells, copyCellsAs } from './copy-cells.ts'
import type { PageCache } from './page-cache.ts'
import { cellsOf } from './selection.ts'
import type { CellContext, GridPoint, GridSource } from './types.ts'
import type { Selecting } from './use-selection.ts'

/** What can be read of the cells of a grid. */
export interface CellActions {
  /** The cell at a point; null where there is none. */
  contextOf(point: GridPoint): CellContext | null
  /** Copies the selected cells as tab-separated text. */
  copy(headers: boolean, provenance?: boolean): void
  copyAs(form: CopyForm): void
}

/** The actions on the cells of a grid. */
export function cellActions(grid: {
  source: GridSource
  cache: PageCache
  placed: PlacedColumn[]
  selecting: Selecting
  provenance: (() => string) | undefined
}): CellActions {
  const { source, cache, placed } = grid
  const { range } = grid.selecting
  const chosen = range && cellsOf(range, placed)
  return {
    contextOf({ row, column: place }) {
      const column = placed[place]
      if (!column || row >= source.rows) return null
      const { index } = column
      return {
        row,
        index,
        column: column.column,
        value: cache.cell(row, index),
        cut: cache.cutLength(row, index),
      }
    },
    copy(headers, provenance = false) {
      const below = provenance ? grid.provenance?.() : undefined
      if (chosen) void copyCells(source, chosen, { headers, below })
    },
    copyAs: (form) => chosen && void copyCellsAs(source, chosen, form),
  }
}
