import { createHash } from 'node:crypto'
import { type HeaderRename, headerColumnEdits } from '#shared/format/header-columns.ts'
import { columnsIn } from '#shared/known-tables.ts'
import {
  type ColumnOrigin,
  columnUses,
  type Edit,
  frontMatter,
  identName,
  lex,
  lineColumn,
  type Refusal,
  renameColumn,
  splitStatements,
} from '#shared/sql/index.ts'
import { withEdits } from './search.ts'
import { textFiles, textOf } from './texts.ts'
import type { SearchHandlers } from './types.ts'

/** See `SearchHandlers.renamedColumn`. A text that calls the macro and cannot be followed keeps the column's name. */
export const renamedColumn: SearchHandlers['renamedColumn'] = async ({
  root,
  macro,
  file,
  column,
  to,
  tables,
}) => {
  const wanted = { table: macro, column, to, columnsOf: columnsIn(tables) }
  const files = []
  for (const path of textFiles(root)) {
    if (!/\.(sql|ya?ml|md|ipynb)$/.test(path)) continue
    const text = textOf(root, path)
    if (text === null || !hasWord(text, macro)) continue
    const edits = path.endsWith('.sql') ? editsOf(text, path === file, wanted) : elsewhere(text, 0, wanted)
    if (!Array.isArray(edits))
      return { path, line: lineColumn(text, edits.from).line, message: edits.message }
    if (edits.length === 0) continue
    const was = createHash('sha256').update(text).digest('hex')
    files.push({
      path,
      was,
      ...withEdits(
        text,
        [...edits].sort((a, b) => a.from - b.from || a.to - b.to),
      ),
    })
  }
  return files
}

/** Names of a toolbox have no character that a pattern would read. */
const hasWord = (text: string, word: string) =>
  new RegExp(String.raw`(?<![\w$])${word}(?![\w$])`, 'i').test(text)

/** Texts that hold SQL among others are read by people: nothing in them can be proved. */
function elsewhere(text: string, from: number, { table, column }: HeaderRename): Edit[] | Refusal {
  if (!hasWord(text, table) || !text.toLowerCase().includes(column.toLowerCase())) return []
  const at = text.toLowerCase().indexOf(column.toLowerCase())
  return {
    from: from + at,
    message: `\`${column}\` may be that of ${table} here, which is not SQL that can be followed. Change this text first.`,
  }
}

function editsOf(text: string, own: boolean, wanted: HeaderRename): Edit[] | Refusal {
  const header = headerEnd(text)
  const inHeader = own ? headerColumnEdits(text, wanted) : elsewhere(text.slice(0, header), 0, wanted)
  if (!Array.isArray(inHeader)) return inHeader
  const edits = [...inHeader]
  for (const statement of splitStatements(text)) {
    const named = lex(statement.text).some((token) => identName(token)?.toLowerCase() === wanted.table)
    if (!named) continue
    const found = editsIn(statement.text, own, wanted)
    if (!Array.isArray(found)) return { ...found, from: statement.from + found.from }
    edits.push(
      ...found.map((edit) => ({ ...edit, from: edit.from + statement.from, to: edit.to + statement.from })),
    )
  }
  return edits
}

function editsIn(
  sql: string,
  own: boolean,
  { table, column, to, columnsOf }: HeaderRename,
): Edit[] | Refusal {
  const found = columnUses(sql, columnsOf)
  if (!found) return { from: 0, message: 'This statement is too long to be followed. Rename by hand.' }
  if (!own || found.macro !== table) return renameColumn(sql, found, { kind: 'table', table, column }, to)
  const given = found.result.columns.filter(({ name }) => name?.toLowerCase() === column.toLowerCase())
  const [origin, second]: ColumnOrigin[] = given.flatMap(({ origins }) => origins)
  if (origin?.kind === 'output' && !second) return renameColumn(sql, found, origin, to)
  return {
    from: 0,
    message: `\`${column}\` comes from a table that ${table} reads by \`*\`. Write \`* RENAME (${column} AS ${to})\` there by hand.`,
  }
}

function headerEnd(text: string): number {
  try {
    return frontMatter(text)?.bodyFrom ?? 0
  } catch {
    // A header that is broken is a comment like any other.
    return 0
  }
}
