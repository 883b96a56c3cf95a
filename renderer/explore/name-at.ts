import { identName, lex, significant, statementAt, type Token } from '#shared/sql/index.ts'

/** A place of the text, in UTF-16 offsets. */
export interface Place {
  from: number
  to: number
}

/** A name of a statement that begins at `start` of a text. */
export interface NameAt {
  sql: string
  start: number
  token: Token
}

/** What references and rename know, as a sentence. */
export const onlyNames = 'Put the caret on the name of a WITH query, of a column or of a macro.'

/** The statement around an offset, the name there, and where the statement begins. */
export function nameIn(text: string, offset: number): NameAt | null {
  const range = statementAt(text, offset)
  if (!range) return null
  const at = offset - range.from
  // A caret right behind a name still means it.
  const near = significant(lex(range.text)).filter(({ from, to }) => from <= at && at <= to)
  const token = near.find((one) => identName(one) !== undefined)
  return token ? { sql: range.text, start: range.from, token } : null
}
