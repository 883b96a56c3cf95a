import { z } from 'zod'

/** Files that a result can be written to. */
export const ExportFormat = z.enum(['csv', 'parquet', 'arrow', 'json', 'excel'])
export type ExportFormat = z.infer<typeof ExportFormat>

/** Endings of their files' names, without the dot. `arrow` is an Arrow IPC file, also known as Feather 2. */
export const exportEndings: Record<ExportFormat, string> = {
  csv: 'csv',
  parquet: 'parquet',
  arrow: 'arrow',
  json: 'json',
  excel: 'xlsx',
}

/** What a sheet of Excel holds at most: rows with its head, columns, and UTF-16 units of a cell. */
export const excelLimits = { rows: 1_048_576, columns: 16_384, text: 32_767 }
