import type { RunColumn } from './columns.ts'

/**
 * The roles of the runs table. Its rows are virtual, which a table's own elements cannot be: the roles are given to
 * plain boxes, and the grid alone takes the focus and names its active row.
 */
export function gridRole(
  label: string,
  rows: number,
  columns: number,
  active: string | undefined,
  /** Groups that fold stand in a tree grid alone. */
  grouped: boolean,
) {
  return {
    role: grouped ? 'treegrid' : 'grid',
    tabIndex: 0,
    'aria-label': label,
    'aria-rowcount': rows + 1,
    'aria-colcount': columns + 1,
    'aria-multiselectable': true,
    'aria-activedescendant': active,
  } as const
}

/** A run by its place in the whole table, the head being row 1. */
export function runRole(index: number, selected: boolean, grouped: boolean) {
  return {
    role: 'row',
    'aria-rowindex': index + 2,
    'aria-selected': selected,
    ...(grouped && { 'aria-level': 2 }),
  } as const
}

export function groupRole(index: number, collapsed: boolean) {
  return { role: 'row', 'aria-rowindex': index + 2, 'aria-expanded': !collapsed, 'aria-level': 1 } as const
}

export const headRowRole = { role: 'row', 'aria-rowindex': 1 } as const
export const marksRole = { role: 'columnheader', 'aria-label': 'Marks' } as const
export const cellRole = { role: 'gridcell' } as const
export const plainRole = { role: 'presentation' } as const

export function headRole(sort: 'ascending' | 'descending' | 'none') {
  return { role: 'columnheader', 'aria-sort': sort } as const
}

/** True for columns of numbers, which stand at the end of their cells. */
export const isEnd = (kind: RunColumn['kind']) => ['number', 'metric', 'delta', 'duration'].includes(kind)
