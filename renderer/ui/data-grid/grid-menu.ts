import type { MenuEntry } from '../menu.tsx'
import type { CellActions } from './cell-actions.ts'
import type { ColumnActions } from './column-actions.ts'
import { columnMenu } from './column-menu.ts'
import type { PlacedColumn } from './columns.ts'
import type { DataGridProps } from './props.ts'
import type { GridPoint, GridSort } from './types.ts'

/** The entries of the menu of the column at a place; what is about a cell is about the active one, when it is there. */
export function menuOf(
  place: number,
  grid: {
    props: DataGridProps
    placed: PlacedColumn[]
    active: GridPoint | null
    sort: GridSort[]
    columns: ColumnActions
    cells: CellActions
  },
): MenuEntry[] {
  const { props, placed, active, sort, columns, cells } = grid
  const column = placed[place]
  if (!column) return []
  const { index } = column
  const { name } = column.column
  const cell = active?.column === place ? cells.contextOf(active) : null
  return columnMenu(
    name,
    { sort: sort.find((key) => key.column === name), pinned: column.pinned, hasCell: cell !== null },
    {
      sort: props.onSort && ((descending) => columns.sortBy(index, descending, false)),
      filter: props.onFilter && (() => cell && props.onFilter?.(cell)),
      inspect: props.onInspect && (() => cell && props.onInspect?.(cell)),
      copy: (headers) => cells.copy(headers),
      copyProvenance: props.provenance && (() => cells.copy(true, true)),
      copyAs: cells.copyAs,
      copyName: () => void navigator.clipboard.writeText(name),
      pin: () => columns.pin(place),
      hide: placed.length > 1 ? () => columns.hide(place) : undefined,
      fitWidth: () => columns.fit(index),
      profiles: props.onProfiles && { shown: props.profileOf !== undefined, show: props.onProfiles },
      move: (step) => columns.move(place, step),
    },
  )
}
