import type { Book, Sheet } from './book.ts'
import { unescapeText } from './book.ts'
import { serialInstant } from './number-format.ts'
import { walkXml } from './xml.ts'
import type { Parts } from './zip.ts'

/** A cell: what it is, and its text in the form that a column of its kind takes. */
export interface SheetCell {
  kind: 'number' | 'text' | 'boolean' | 'date' | 'datetime' | 'time' | 'error'
  text: string
}

export interface SheetRow {
  /** As Excel numbers it, from 1. */
  number: number
  /** By column, from 0. Blank cells are absent. */
  cells: Map<number, SheetCell>
}

/** Columns of Excel. */
const mostColumns = 16_384

/** Hands on the rows of a sheet that have a cell, in their order; answers how many areas are merged. */
export async function readSheet(
  parts: Parts,
  book: Book,
  sheet: Sheet,
  signal: AbortSignal,
  onRows: (rows: SheetRow[]) => Promise<void>,
): Promise<{ merged: number }> {
  let rows: SheetRow[] = []
  let row: SheetRow | null = null
  let last = 0
  let cell: { column: number; type: string; style: number } | null = null
  let column = -1
  let text = ''
  let taking = false
  let phonetic = false
  let merged = 0
  await walkXml(
    parts.text(sheet.part),
    {
      open(name, attributes) {
        if (name === 'row') {
          last = Number(attributes.r ?? last + 1)
          row = { number: last, cells: new Map() }
          column = -1
        } else if (name === 'c' && row) {
          column = attributes.r ? columnOf(attributes.r) : column + 1
          cell = { column, type: attributes.t ?? 'n', style: Number(attributes.s ?? 0) }
          text = ''
        } else if (name === 'rPh') phonetic = true
        else if (cell && (name === 'v' || name === 't')) taking = !phonetic
        else if (name === 'mergeCell') merged++
      },
      text(piece) {
        if (taking) text += piece
      },
      close(name) {
        if (name === 'v' || name === 't') taking = false
        else if (name === 'rPh') phonetic = false
        else if (name === 'c' && cell && row) {
          const value = cell.column < mostColumns ? cellValue(cell, text, book) : null
          if (value) row.cells.set(cell.column, value)
          cell = null
        } else if (name === 'row' && row) {
          if (row.cells.size > 0) rows.push(row)
          row = null
        }
      },
    },
    signal,
    async () => {
      if (rows.length < 512) return
      const full = rows
      rows = []
      await onRows(full)
    },
  )
  await onRows(rows)
  return { merged }
}

/** `BC12` is column 54. */
function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference) {
    const code = letter.charCodeAt(0) - 64
    if (code < 1 || code > 26) break
    column = column * 26 + code
  }
  return column - 1
}

function cellValue(
  { type, style }: { type: string; style: number },
  text: string,
  book: Book,
): SheetCell | null {
  if (type === 's') {
    const shared = book.strings[Number(text)]
    return shared === undefined || shared === '' ? null : { kind: 'text', text: shared }
  }
  if (type === 'inlineStr' || type === 'str')
    return text === '' ? null : { kind: 'text', text: unescapeText(text) }
  if (text === '') return null
  if (type === 'b') return { kind: 'boolean', text: text === '1' || text === 'true' ? 'true' : 'false' }
  if (type === 'e') return { kind: 'error', text }
  if (type === 'd') return isoCell(text)
  const number = Number(text)
  if (Number.isNaN(number)) return { kind: 'text', text }
  return numberCell(number, book.kinds[style] ?? 'number', book.from1904)
}

function numberCell(number: number, kind: Book['kinds'][number], from1904: boolean): SheetCell {
  const plain: SheetCell = { kind: 'number', text: String(number) }
  if (kind === 'number') return plain
  const instant = serialInstant(number, from1904)
  if (instant === null) return plain
  const iso = new Date(instant).toISOString()
  if (kind === 'time' && number < 1) return { kind: 'time', text: iso.slice(11, 23) }
  return Number.isInteger(number)
    ? { kind: 'date', text: iso.slice(0, 10) }
    : { kind: 'datetime', text: `${iso.slice(0, 10)} ${iso.slice(11, 23)}` }
}

function isoCell(text: string): SheetCell {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { kind: 'date', text }
  return /^\d{4}-\d\d-\d\dT/.test(text)
    ? { kind: 'datetime', text: text.replace('T', ' ').replace(/Z$/, '') }
    : { kind: 'text', text }
}
