import type { SheetCell, SheetRow } from './sheet.ts'

type Kind = SheetCell['kind']

/** A column of a sheet as its cells pass by. */
export interface SheetColumn {
  place: number
  kinds: Set<Kind>
  /** All its numbers are whole and fit. */
  whole: boolean
}

/** Whether the first row names the columns: it is all text, and something below it is not, or it has no twins. */
export function isHeader(first: SheetRow, rest: readonly SheetRow[]): boolean {
  const cells = [...first.cells.values()]
  if (!cells.every(({ kind }) => kind === 'text')) return false
  const width = Math.max(0, ...rest.slice(0, 50).map(({ cells: other }) => other.size))
  if (width > cells.length + 1) return false
  return new Set(cells.map(({ text }) => text.trim().toLowerCase())).size === cells.length
}

export function noteCell(column: SheetColumn, { kind, text }: SheetCell): void {
  column.kinds.add(kind)
  if (kind === 'number' && column.whole) column.whole = Number.isSafeInteger(Number(text))
}

/** DuckDB's type for a column: text as soon as its cells are of several kinds. */
export function typeOf({ kinds, whole }: SheetColumn): string {
  const found = [...kinds].filter((kind) => kind !== 'error').sort()
  if (found.length === 0) return 'VARCHAR'
  if (found.join() === 'date,datetime') return 'TIMESTAMP'
  if (found.length > 1) return 'VARCHAR'
  const types = { boolean: 'BOOLEAN', date: 'DATE', datetime: 'TIMESTAMP', time: 'TIME', text: 'VARCHAR' }
  const [kind] = found
  if (kind === 'number') return whole ? 'BIGINT' : 'DOUBLE'
  return types[kind as keyof typeof types]
}

/** Names of columns: the header's, each once, or Excel's letters. */
export function columnNames(places: readonly number[], header: SheetRow | null): string[] {
  const taken = new Set<string>()
  return places.map((place) => {
    const base = header?.cells.get(place)?.text.replace(/\s+/g, ' ').trim() || lettersOf(place)
    let name = base
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base}_${n}`
    taken.add(name.toLowerCase())
    return name
  })
}

function lettersOf(place: number): string {
  let letters = ''
  for (let rest = place + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}
