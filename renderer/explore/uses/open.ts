import { frame } from '../../ui/workbench.ts'

/** Opens the list of what names a column of a source or of a table macro. */
export function openUses(table: string, column: string): void {
  frame().openTab({ kind: 'explore.uses', title: `Uses of ${column}`, params: { table, column } })
}
