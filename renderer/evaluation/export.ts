import { plural } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import type { RunColumn } from './columns.ts'
import type { LedgerRow } from './ledger.ts'

/** Rows as CSV with whole ids and full precision; a head holds name and unit. */
export function runsCsv(rows: readonly LedgerRow[], columns: readonly RunColumn[]): string {
  const quote = (value: string | number | null) =>
    value === null
      ? ''
      : /[",\n\r]/.test(String(value))
        ? `"${String(value).replaceAll('"', '""')}"`
        : String(value)
  const heads = columns.map(({ title, unit, kind, metric }) =>
    quote(`${kind === 'delta' ? `${metric?.name ?? ''} ${title}` : title}${unit ? `, ${unit}` : ''}`),
  )
  const lines = rows.map((row) => columns.map((column) => quote(column.value(row))).join(','))
  return [heads.join(','), ...lines, ''].join('\r\n')
}

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
