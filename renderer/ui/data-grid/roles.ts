/**
 * The roles of a grid's parts. A table's elements cannot be virtual in both directions, so the roles are given to
 * plain boxes; the grid alone takes the focus and names its active cell.
 */
export const gridRoles = {
  group: { role: 'rowgroup' },
  plain: { role: 'presentation' },
} as const

/** The grid: its true size, and the id of the cell under the keyboard. */
export function gridRole(label: string, rows: number, columns: number, active: string | undefined) {
  return {
    role: 'grid',
    tabIndex: 0,
    'aria-label': label,
    'aria-rowcount': rows + 1,
    'aria-colcount': columns,
    'aria-multiselectable': true,
    'aria-activedescendant': active,
  } as const
}

/** A row by its place in the whole grid, the head being row 1. */
export function rowRole(index: number) {
  return { role: 'row', 'aria-rowindex': index } as const
}

/** The head of the column shown at `place`. */
export function headRole(place: number, sort: 'ascending' | 'descending' | 'none') {
  return { role: 'columnheader', 'aria-colindex': place + 1, 'aria-sort': sort } as const
}

/** The cell of the column shown at `place`; the first names its row. */
export function cellRole(place: number, selected: boolean, busy: boolean) {
  return {
    role: place === 0 ? 'rowheader' : 'gridcell',
    'aria-colindex': place + 1,
    'aria-selected': selected,
    ...(busy && { 'aria-busy': true }),
  } as const
}
