import { copyText } from './cell-format.ts'
import type { GridSource } from './types.ts'

/** What a copy holds at most: more is an export's work. */
const mostCopied = 1_000_000

/** A field of tab-separated text: quoted when it holds a tab, a line break or a quote, as spreadsheets read it. */
export function tsvField(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows `from` to `end` of the columns with these indexes as tab-separated text. Throws a RangeError above the bound. */
export async function copyRange(
  source: GridSource,
  range: { from: number; end: number; columns: number[] },
  options: { headers: boolean; signal?: AbortSignal },
): Promise<string> {
  const { from, end, columns } = range
  if ((end - from) * columns.length > mostCopied) {
    throw new RangeError('That is more than a million cells. Export the result to a file instead.')
  }
  const lines: string[] = []
  if (options.headers) {
    lines.push(columns.map((index) => tsvField(source.columns[index]?.name ?? '')).join('\t'))
  }
  for (let at = from; at < end; ) {
    const page = await source.page(at, Math.min(5000, end - at), options.signal)
    const count = page.columns[0]?.length ?? 0
    if (count === 0) break
    for (let row = 0; row < count; row++) {
      lines.push(columns.map((index) => tsvField(copyText(page.columns[index]?.[row] ?? null))).join('\t'))
    }
    at += count
  }
  return lines.join('\n')
}
