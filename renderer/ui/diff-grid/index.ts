/** The rows in which two results differ, and how their columns are spread. */
export { ColumnShifts } from './column-shifts.tsx'
export { DiffRows } from './diff-rows.tsx'
export { type Compared, useCompared } from './use-compared.ts'
export { useRowDifference } from './use-row-difference.ts'
export { goToChange, setDiffView, useDiffView } from './view.ts'
