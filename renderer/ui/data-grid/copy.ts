import type { Cell } from '#shared/value.ts'
import { copyText } from './cell-format.ts'
import type { GridSource } from './types.ts'

/** What a copy holds at most: more is an export's work. */
const mostCopied = 1_000_000

/** A field of tab-separated text: quoted when it holds a tab, a line break or a quote, as spreadsheets read it. */
export function tsvField(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

interface Range {
  from: number
  end: number
  columns: number[]
}

/** Rows `from` to `end` of the columns with these indexes as tab-separated text. Throws a RangeError above the bound. */
export async function copyRange(
  source: GridSource,
  range: Range,
  options: { headers: boolean; signal?: AbortSignal },
): Promise<string> {
  const rows = await readRange(source, range, options.signal)
  const lines = rows.map((row) => row.map((value) => tsvField(copyText(value))).join('\t'))
  if (options.headers) {
    lines.unshift(range.columns.map((index) => tsvField(source.columns[index]?.name ?? '')).join('\t'))
  }
  return lines.join('\n')
}

/** The cells of a range, row by row. Throws a RangeError above the bound. */
export async function readRange(
  source: GridSource,
  { from, end, columns }: Range,
  signal?: AbortSignal,
): Promise<Cell[][]> {
  if ((end - from) * columns.length > mostCopied) {
    throw new RangeError('That is more than a million cells. Export the result to a file instead.')
  }
  const rows: Cell[][] = []
  for (let at = from; at < end; ) {
    const read = source.whole ?? source.page
    const page = await read(at, Math.min(5000, end - at), signal)
    const count = page.columns[0]?.length ?? 0
    if (count === 0) break
    for (let row = 0; row < count; row++) {
      rows.push(columns.map((index) => page.columns[index]?.[row] ?? null))
    }
    at += count
  }
  return rows
}
