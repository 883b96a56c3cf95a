import type { ReactNode } from 'react'
import type { Cell, Column, Page } from '#shared/value.ts'

/** A column as the grid heads it. */
export interface GridColumn extends Column {
  /** Stands in the header, never in the cells. */
  unit?: string | undefined
  meaning?: string | undefined
}

/** Where the rows come from: a result, whole, read by pages. */
export interface GridSource {
  columns: GridColumn[]
  rows: number
  /** Rows `from` to `from + count`, column by column; long cells are cut, and the page says which. */
  page(from: number, count: number, signal?: AbortSignal): Promise<Page>
  /** The same rows, whole: what is copied. By itself `page`. */
  whole?(from: number, count: number, signal?: AbortSignal): Promise<Page>
  /** The first page, `firstRows` long, where it is known already. */
  first?: Page | undefined
}

/** How the user arranged the columns; indexes are those of the result. */
export interface GridLayout {
  /** All column indexes in the order shown. */
  order: number[]
  /** Widths in px of columns that were fit or resized. */
  widths: Record<number, number>
  hidden: number[]
  /** How many of the shown columns stay in place at the left. */
  pinned: number
}

export interface GridSort {
  column: string
  descending: boolean
}

/** A cell by its row in the result and its place among the shown columns. */
export interface GridPoint {
  row: number
  column: number
}

/** Selected cells: rows `from` to `end`, and the indexes in the result of the columns in the order shown. */
export interface GridCells {
  from: number
  end: number
  columns: number[]
}

export interface CellContext {
  row: number
  /** Index in the result. */
  index: number
  column: GridColumn
  /** Undefined while it is loading. */
  value: Cell | undefined
  /** The true length where `value` is only the beginning: characters, or bytes of a BLOB. */
  cut?: number | undefined
}

/** What a head shows of a column's values: bars, how full it is, and the same in words. */
export interface HeadProfile {
  counts: readonly number[]
  /** The bars are values, not a range. */
  words: boolean
  /** Share of NULL, 0 to 1. */
  nulls: number
  text: string
}
/** What a cell shows in the place of its value, and the ground that it stands on. */
export interface CellMark {
  content?: ReactNode
  tone?: 'added' | 'gone' | 'changed' | 'found' | undefined
}

/** Marks a cell by its row and its column's index in the result; `cell` reads the other cells of that row. */
export type MarkCell = (
  row: number,
  index: number,
  cell: (index: number) => Cell | undefined,
) => CellMark | null
