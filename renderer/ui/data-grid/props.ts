import type { CopyForm } from './copy-as.ts'
import type {
  CellContext,
  GridCells,
  GridLayout,
  GridSort,
  GridSource,
  HeadProfile,
  MarkCell,
} from './types.ts'

/** What others may ask of a grid that is shown. */
export interface DataGridHandle {
  focus(): void
  copyAs(form: CopyForm): void
  /** Selects a cell and brings it into view; the focus follows unless told not to. */
  goTo(point: { row?: number; column?: string; focus?: boolean }): void
}

/** A grid, what is shown in it, and who is told of what happens there. */
export interface DataGridProps {
  source: GridSource
  label: string
  layout: GridLayout
  onLayout: (layout: GridLayout) => void
  sort?: GridSort[] | undefined
  /** Sorting is offered when given; the source then comes back sorted. */
  onSort?: ((sort: GridSort[]) => void) | undefined
  onFilter?: ((cell: CellContext) => void) | undefined
  onInspect?: ((cell: CellContext) => void) | undefined
  /** The cell under the keyboard, whenever it or its value changes. */
  onActive?: ((cell: CellContext | null) => void) | undefined
  /** The selected cells whenever they change; null when it is one or none. */
  onSelection?: ((cells: GridCells | null) => void) | undefined
  /** Indexes of the columns that can be seen, whenever they change. */
  onColumnsInView?: ((indexes: number[]) => void) | undefined
  /** What is known of a column's values, drawn in its head; without it the heads are lower. */
  profileOf?: ((index: number) => HeadProfile | undefined) | undefined
  /** Shows or hides what is known of the values in the heads. */
  onProfiles?: ((shown: boolean) => void) | undefined
  /** Text that Copy with provenance puts below the cells. */
  provenance?: (() => string) | undefined
  position?: { top: number; left: number } | undefined
  onPosition?: ((position: { top: number; left: number }) => void) | undefined
  /** Marks cells, e.g. those that differ; the same function as long as it marks the same. */
  mark?: MarkCell | undefined
  /** Px of a row (24 by default). */
  rowHeight?: number | undefined
  ref?: React.Ref<DataGridHandle> | undefined
}
