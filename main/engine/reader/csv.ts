import type { DuckDBConnection } from '@duckdb/node-api'
import type { ReadOptions } from '#shared/contract/hand.ts'
import { quoteText } from '#shared/sql/index.ts'
import { writeImage } from './image.ts'
import { refuseLongLines, textFiles, textOf } from './text.ts'
import type { ReadFile, ReadResult } from './types.ts'

/** Lines that a guess looks at. */
const sampleLines = 100_000

interface Sniffed {
  delimiter: string
  quote: string
  escape: string
  skip: number
  header: boolean
  columns: { name: string; type: string }[]
  dateFormat: string | null
  timestampFormat: string | null
}

/** A CSV or TSV file as a table: its dialect is guessed where it was not said, and lines that do not fit are kept. */
export async function readCsv(input: ReadFile, gzip: boolean, signal: AbortSignal): Promise<ReadResult> {
  const text = await textOf(input, gzip, signal)
  await refuseLongLines(text.path, signal)
  const reads = [input.file, ...textFiles(input.folder)]
  let used: ReadOptions = {}
  const made = await writeImage({ ...input, reads, image: 'data.duckdb' }, signal, async (writer) => {
    const { sniffed, decimal } = await guess(writer.connection, text.path, input.options)
    const { delimiter, quote, header } = sniffed
    const allText = input.options.allText ?? false
    const dates = sniffed.dateFormat ?? sniffed.timestampFormat
    used = { delimiter, quote, header, encoding: text.encoding, decimal, allText, ...(dates && { dates }) }
    await writer.write(relationOf(text.path, sniffed, used))
    await writer.reject(
      `SELECT line, lower(replace(CAST(error_type AS VARCHAR), '_', ' ')) || CASE WHEN error_type = 'CAST' THEN ': ' || regexp_replace(error_message, '^Error when converting column "[^"]*"\\. ?', '') ELSE '' END, column_name, csv_line FROM reject_errors ORDER BY line, column_idx`,
    )
  })
  return { format: 'csv', used, notes: text.notes, available: [], tables: [{ table: null, ...made }] }
}

/** A comma is the decimal sign where that makes numbers of columns that are text otherwise. */
async function guess(
  connection: DuckDBConnection,
  path: string,
  options: ReadOptions,
): Promise<{ sniffed: Sniffed; decimal: '.' | ',' }> {
  const point = () => sniff(connection, path, options, '.')
  const comma = () => sniff(connection, path, options, ',')
  if (options.decimal === ',') return { sniffed: await comma(), decimal: ',' }
  const sniffed = await point()
  if (options.decimal === '.' || sniffed.delimiter === ',') return { sniffed, decimal: '.' }
  const other = await comma()
  const better = other.columns.length === sniffed.columns.length && texts(other) < texts(sniffed)
  return better ? { sniffed: other, decimal: ',' } : { sniffed, decimal: '.' }
}

const texts = ({ columns }: Sniffed): number => columns.filter(({ type }) => type === 'VARCHAR').length

async function sniff(
  connection: DuckDBConnection,
  path: string,
  { delimiter, quote, header, allText }: ReadOptions,
  decimal: '.' | ',',
): Promise<Sniffed> {
  const given = [
    quoteText(path),
    'ignore_errors = true',
    `sample_size = ${sampleLines}`,
    ...decimalOptions(decimal),
    ...(delimiter === undefined ? [] : [`delim = ${quoteText(delimiter)}`]),
    ...(quote === undefined ? [] : [`quote = ${quoteText(quote)}`]),
    ...(header === undefined ? [] : [`header = ${header}`]),
    ...(allText ? ['all_varchar = true'] : []),
  ]
  const sql = `SELECT Delimiter, Quote, Escape, SkipRows, HasHeader, CAST(to_json(Columns) AS VARCHAR), DateFormat, TimestampFormat FROM sniff_csv(${given.join(', ')})`
  const [row = []] = (await connection.runAndReadAll(sql)).getRows()
  const character = (value: unknown) => (value === '(empty)' ? '' : String(value))
  return {
    delimiter: character(row[0]) || ',',
    quote: quote ?? (character(row[1]) || '"'),
    escape: character(row[2]),
    skip: Number(row[3]),
    header: Boolean(row[4]),
    columns: JSON.parse(String(row[5])),
    dateFormat: row[6] === null ? null : String(row[6]),
    timestampFormat: row[7] === null ? null : String(row[7]),
  }
}

const decimalOptions = (decimal: '.' | ','): string[] =>
  decimal === ',' ? [`decimal_separator = ','`, `thousands = '.'`] : []

function relationOf(path: string, sniffed: Sniffed, { decimal, allText }: ReadOptions): string {
  const columns = sniffed.columns
    .map(({ name, type }) => `${quoteText(name)}: ${quoteText(allText ? 'VARCHAR' : type)}`)
    .join(', ')
  const { delimiter, quote, skip, header, dateFormat, timestampFormat } = sniffed
  const options = [
    quoteText(path),
    'auto_detect = false',
    `delim = ${quoteText(delimiter)}`,
    `quote = ${quoteText(quote)}`,
    `escape = ${quoteText(sniffed.escape || quote)}`,
    `skip = ${skip}`,
    `header = ${header}`,
    `columns = {${columns}}`,
    ...decimalOptions(decimal ?? '.'),
    ...(dateFormat ? [`dateformat = ${quoteText(dateFormat)}`] : []),
    ...(timestampFormat ? [`timestampformat = ${quoteText(timestampFormat)}`] : []),
    'store_rejects = true',
  ]
  return `read_csv(${options.join(', ')})`
}
