import type { Catalogue } from '#shared/contract/engine.ts'
import { columnsIn, knownTables } from '#shared/known-tables.ts'
import {
  type ColumnOrigin,
  type ColumnUses,
  columnAt,
  columnPlaces,
  columnUses,
  lineColumn,
  mostColumnCharacters,
  type OutputColumn,
  renameColumn,
} from '#shared/sql/index.ts'
import { type NameAt, onlyNames, type Place } from './name-at.ts'

type Known = Catalogue | null | undefined

/** The column that a name stands for. `origin` is null where it may be one of several, or is several at once. */
interface NamedColumn {
  origin: ColumnOrigin | null
  found: ColumnUses
}

/** The column at a name of a statement; null where none is named that is known. */
export function columnIn({ sql, token }: NameAt, catalogue: Known): NamedColumn | null {
  const found = columnUses(sql, columnsIn(catalogue ? knownTables(catalogue) : []))
  const at = found && columnAt(found, token.from)
  if (!found || !at) return null
  if (!('origins' in at)) return { origin: at, found }
  const [only, second] = at.origins
  return only ? { origin: at.sure && !second ? only : null, found } : null
}

/** Every place that names the column of a query at a name, in offsets of the whole text; null where there is none. */
export function placesOfColumn(name: NameAt, catalogue: Known): Place[] | null {
  const column = columnIn(name, catalogue)
  if (column?.origin?.kind !== 'output') return null
  return columnPlaces(column.found, column.origin).map(({ from, to }) => ({
    from: name.start + from,
    to: name.start + to,
  }))
}

/** Why the column at a name keeps it whatever the other name is, as a sentence; null when another can be asked for. */
export function refusesColumn(text: string, name: NameAt, catalogue: Known): string | null {
  const column = renamedIn(name, catalogue)
  if (typeof column === 'string') return column
  const refused = renameColumn(name.sql, column.found, column.origin, column.origin.name)
  return Array.isArray(refused) ? null : sentence(text, name, refused)
}

/** What another name for the column at a name replaces, in offsets of the whole text; else a sentence why not. */
export function renamesColumn(
  text: string,
  name: NameAt,
  to: string,
  catalogue: Known,
): { edits: (Place & { text: string })[] } | string {
  const column = renamedIn(name, catalogue)
  if (typeof column === 'string') return column
  const edits = renameColumn(name.sql, column.found, column.origin, to)
  if (!Array.isArray(edits)) return sentence(text, name, edits)
  const { start } = name
  return { edits: edits.map((edit) => ({ ...edit, from: start + edit.from, to: start + edit.to })) }
}

function renamedIn(name: NameAt, catalogue: Known): { found: ColumnUses; origin: OutputColumn } | string {
  const { sql, token } = name
  if (sql.length > mostColumnCharacters)
    return 'This statement is too long for its columns to be followed. Rename by hand.'
  const column = columnIn(name, catalogue)
  if (!column) return onlyNames
  const { origin, found } = column
  if (origin === null)
    return `\`${token.text}\` may be a column of several tables, or is one column of two. Write the table before it.`
  if (origin.kind === 'output') return { found, origin }
  const hand = catalogue?.sources.find((source) => source.name === origin.table)?.hand
  const names = hand ? `the file ${hand.file}` : `the raw objects of ${origin.table}`
  return `\`${origin.column}\` is named by ${names}. Give it another name in a query: \`${token.text} AS …\`.`
}

function sentence(
  text: string,
  { start }: NameAt,
  { from, message }: { from: number; message: string },
): string {
  return `Line ${lineColumn(text, start + from).line}: ${message}`
}
