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
