/** A table as a spreadsheet puts it on the clipboard. */
export type PastedTable = string[][]

/** Cells that are taken at most. */
const mostCells = 5_000_000

/** The first table of HTML. It is parsed without running, loading or showing anything; null when there is none. */
export function tableOfHtml(html: string): PastedTable | null {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const table = page.querySelector('table')
  if (!table) return null
  const rows: PastedTable = []
  let cells = 0
  for (const row of table.rows) {
    const line: string[] = []
    for (const cell of row.cells) {
      // Spans of both directions: their value stands in the first cell, as in the sheet.
      line.push(textOf(cell), ...Array.from({ length: Math.min(cell.colSpan, 1000) - 1 }, () => ''))
    }
    cells += line.length
    if (cells > mostCells) break
    rows.push(line)
  }
  return trimmed(rows)
}

const textOf = (cell: HTMLTableCellElement): string => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()

/** Lines of tab-separated cells; a cell with a tab, quote or line end stands in quotes. Null when it is no table. */
export function tableOfText(text: string): PastedTable | null {
  const rows: PastedTable = [[]]
  let at = 0
  let cells = 0
  while (at < text.length && cells < mostCells) {
    const { value, end } = cellAt(text, at)
    rows.at(-1)?.push(value)
    cells++
    at = end
    if (text[at] === '\t') {
      at++
      if (at === text.length) rows.at(-1)?.push('')
    } else {
      if (text[at] === '\r') at++
      if (text[at] === '\n') at++
      if (at < text.length) rows.push([])
    }
  }
  return trimmed(rows)
}

function cellAt(text: string, from: number): { value: string; end: number } {
  if (text[from] === '"') {
    const quoted = /^"((?:[^"]|"")*)"(?=\t|\r|\n|$)/.exec(text.slice(from, from + 100_000))
    if (quoted) return { value: (quoted[1] ?? '').replaceAll('""', '"'), end: from + quoted[0].length }
  }
  let end = from
  while (end < text.length && text[end] !== '\t' && text[end] !== '\n' && text[end] !== '\r') end++
  return { value: text.slice(from, end), end }
}

/** Without empty rows at the end, each row as wide as the widest; null for less than one cell. */
function trimmed(rows: PastedTable): PastedTable | null {
  const last = rows.findLastIndex((row) => row.some((cell) => cell !== ''))
  const kept = rows.slice(0, last + 1)
  const width = Math.max(0, ...kept.map((row) => row.length))
  if (width === 0) return null
  return kept.map((row) => [...row, ...Array.from({ length: width - row.length }, () => '')])
}

/** Whether pasted text is so plainly a table that one may ask: two rows and columns, no row of another width. */
export function isPlainlyTable(text: string): boolean {
  const lines = text.replace(/[\r\n]+$/, '').split(/\r?\n/)
  if (lines.length < 2) return false
  const widths = new Set(lines.slice(0, 50).map((line) => line.split('\t').length))
  const [width = 1] = widths
  return widths.size === 1 && width > 1
}

/** The table as text that the reader of CSV understands: every cell in quotes that needs it. */
export function tableText(table: PastedTable): string {
  const cell = (value: string) => (/["\t\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
  return table.map((row) => `${row.map(cell).join('\t')}\n`).join('')
}
