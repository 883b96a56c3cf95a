/** The grid over a whole result, however long and wide. */
export {
  type CellKind,
  type CellText,
  type ColumnClass,
  cellText,
  columnClass,
  columnDecimals,
  copyText,
  deceives,
  isNumeric,
  shortType,
  visible,
} from './cell-format.ts'
export { initialLayout } from './columns.ts'
export { type CopyForm, copyForms } from './copy-as.ts'
export { DataGrid } from './data-grid.tsx'
export { CellView } from './grid-cell.tsx'
export { MiniBars } from './mini-bars.tsx'
export { firstRows } from './page-cache.ts'
export type { DataGridHandle, DataGridProps } from './props.ts'
export type {
  CellContext,
  GridCells,
  GridColumn,
  GridLayout,
  GridPoint,
  GridSort,
  GridSource,
  HeadProfile,
  MarkCell,
} from './types.ts'
