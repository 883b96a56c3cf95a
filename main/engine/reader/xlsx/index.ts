import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api'
import type { ReadOptions } from '#shared/contract/hand.ts'
import { inputError } from '#shared/errors.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import { writeImage } from '../image.ts'
import { severalTables } from '../several.ts'
import type { ReadFile, ReadResult } from '../types.ts'
import { type Book, readBook, type Sheet } from './book.ts'
import { columnNames, isHeader, noteCell, type SheetColumn, typeOf } from './infer.ts'
import { readSheet, type SheetCell, type SheetRow } from './sheet.ts'
import { openParts, type Parts } from './zip.ts'

/** An Excel workbook: each sheet with cells is a table, its types are those of the cells. */
export async function readXlsx(input: ReadFile, signal: AbortSignal): Promise<ReadResult> {
  const parts = await openParts(input.file, input.bounds.written / 2)
  try {
    const book = await readBook(parts, signal)
    const notes: string[] = []
    const used: ReadOptions = { allText: input.options.allText ?? false }
    const tables = book.sheets.map((sheet) => ({ table: sheet.name, sheet }))
    const read = async ({ sheet }: { sheet: Sheet }, image: string) => {
      const load = new SheetLoad(input.options)
      const made = await writeImage({ ...input, reads: [], image }, signal, async (writer) => {
        await load.read(writer.connection, parts, book, sheet, signal)
        await writer.write(load.relation())
      })
      used.header ??= load.header
      notes.push(...load.notes.map((note) => (book.sheets.length > 1 ? `${sheet.name}: ${note}` : note)))
      return made
    }
    return await severalTables(input, 'xlsx', tables, read, { notes, used }).then((result) => ({
      ...result,
      notes: [...new Set([...notes, ...result.notes])],
    }))
  } finally {
    parts.close()
  }
}

/** Rows that wait until it is known which columns there are and whether the first names them. */
const waitingRows = 2000

class SheetLoad {
  header = false
  readonly notes: string[] = []
  readonly #options: ReadOptions
  #columns = new Map<number, SheetColumn>()
  #names: string[] = []
  #waiting: SheetRow[] = []
  #begun = false
  #errors = new Map<string, number>()
  #late = 0

  constructor(options: ReadOptions) {
    this.#options = options
  }

  /** Loads a sheet's cells as text into the temporary table `cells`. */
  async read(
    connection: DuckDBConnection,
    parts: Parts,
    book: Book,
    sheet: Sheet,
    signal: AbortSignal,
  ): Promise<void> {
    let appender: DuckDBAppender | null = null
    const begin = async () => {
      const { columns } = this.#begin()
      await connection.run(`CREATE TEMP TABLE cells (${columns.join(', ')})`)
      appender = await connection.createAppender('cells', 'main', 'temp')
    }
    const { merged } = await readSheet(parts, book, sheet, signal, async (rows) => {
      this.#waiting.push(...rows)
      if (!this.#begun && this.#waiting.length < waitingRows) return
      if (!this.#begun) await begin()
      if (appender) this.#append(appender)
    })
    if (!this.#begun) {
      if (this.#waiting.length === 0) throw inputError('HAND_EMPTY', `The sheet ${sheet.name} has no cells.`)
      await begin()
    }
    const open = appender as DuckDBAppender | null
    if (open) this.#append(open)
    open?.closeSync()
    this.#tell(merged)
  }

  #begin(): { columns: string[] } {
    const [first, ...rest] = this.#waiting
    this.header = this.#options.header ?? (first !== undefined && isHeader(first, rest))
    const places = [...new Set(this.#waiting.flatMap(({ cells }) => [...cells.keys()]))].sort((a, b) => a - b)
    this.#columns = new Map(places.map((place) => [place, { place, kinds: new Set(), whole: true }]))
    this.#names = columnNames(places, this.header ? (first ?? null) : null)
    if (this.header) this.#waiting.shift()
    this.#begun = true
    return { columns: this.#names.map((name) => `${quoteIdent(name)} VARCHAR`) }
  }

  #append(appender: DuckDBAppender): void {
    for (const { cells } of this.#waiting) {
      for (const [place, column] of this.#columns) this.#appendCell(appender, column, cells.get(place))
      for (const place of cells.keys()) if (!this.#columns.has(place)) this.#late++
      appender.endRow()
    }
    this.#waiting = []
  }

  #appendCell(appender: DuckDBAppender, column: SheetColumn, cell: SheetCell | undefined): void {
    if (cell) noteCell(column, cell)
    if (cell?.kind === 'error') this.#errors.set(cell.text, (this.#errors.get(cell.text) ?? 0) + 1)
    if (cell && cell.kind !== 'error') appender.appendVarchar(cell.text)
    else appender.appendNull()
  }

  #tell(merged: number): void {
    const errors = [...this.#errors].map(([text, count]) => `${count} ${text}`).join(', ')
    if (errors) this.notes.push(`Cells with an error are NULL: ${errors}.`)
    if (merged > 0)
      this.notes.push(
        `${merged} merged ${merged === 1 ? 'area' : 'areas'}: the value stands in its first cell, the others are NULL.`,
      )
    if (this.#late > 0) {
      this.notes.push(
        `${this.#late} cells stand right of the columns of the first ${waitingRows} rows and were left out.`,
      )
    }
  }

  /** The cells in the types that were found. */
  relation(): string {
    const list = [...this.#columns.values()].map((column, index) => {
      const name = quoteIdent(this.#names[index] ?? '')
      const type = this.#options.allText ? 'VARCHAR' : typeOf(column)
      return type === 'VARCHAR' ? name : `CAST(${name} AS ${type}) AS ${name}`
    })
    return `(SELECT ${list.join(', ')} FROM cells)`
  }
}
