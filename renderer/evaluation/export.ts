import { plural } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import type { RunColumn } from './columns.ts'
import { runsCsv } from './csv.ts'
import type { LedgerRow } from './ledger.ts'

/** Saves the rows as a CSV file. */
export function exportRuns(name: string, rows: readonly LedgerRow[], columns: readonly RunColumn[]): void {
  const url = URL.createObjectURL(new Blob([runsCsv(rows, columns)], { type: 'text/csv' }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = `${name} runs.csv`
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
  frame().toast({ message: `Exported ${plural(rows.length, 'run')} to ${name} runs.csv` })
}
