import { type AppError, inputError } from '#shared/errors.ts'
import {
  isWord,
  lex,
  lineColumn,
  significant,
  splitCells,
  splitStatements,
  type Token,
} from '#shared/sql/index.ts'

/** A user's selection in an editor text, without the blanks, comments and semicolon at its ends. */
export interface Selected {
  /** UTF-16 range in the editor text. */
  from: number
  to: number
  sql: string
  /** The tokens of the selection that are neither blank nor comment, with offsets in the editor text. */
  tokens: Token[]
  /** The statement that holds it. */
  statement: { from: number; to: number; text: string }
}

/** What a request to extract names: a text and a UTF-16 range in it. */
export interface Selection {
  text: string
  from: number
  to: number
}

/** Longer statements cost seconds to analyse. */
const maxStatement = 100_000

/** Throws `EXTRACT_SELECTION` with line and column when it is not a part of one statement by whole tokens. */
export function selectedPart({ text, from, to }: Selection): Selected {
  const tokens = significant(lex(text)).filter((token) => token.from < to && token.to > from)
  while (tokens.at(-1)?.text === ';') tokens.pop()
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (!first || !last) {
    throw refuse(text, from, 'Nothing is selected. Select an expression, or a whole SELECT or CTE body.')
  }
  if (first.from < from || last.to > to) {
    const cut = first.from < from ? first : last
    throw refuse(text, cut.from, `The selection cuts \`${shown(cut.text)}\` in two. Select the whole of it.`)
  }
  const statement = statements(text).find((one) => one.from <= first.from && last.to <= one.to)
  if (!statement) {
    throw refuse(text, first.from, 'The selection reaches over several statements. Select a part of one.')
  }
  if (statement.text.length > maxStatement) {
    throw refuse(text, first.from, 'The statement is longer than 100 kB. Extract from a shorter one.')
  }
  return { from: first.from, to: last.to, sql: text.slice(first.from, last.to), tokens, statement }
}

/** The statements of all cells: the mark of a cell ends a statement as a semicolon does. */
function statements(text: string): Selected['statement'][] {
  return splitCells(text).flatMap((cell) =>
    splitStatements(cell.text).map((one) => ({
      from: one.from + cell.from,
      to: one.to + cell.from,
      text: one.text,
    })),
  )
}

/** The statement with the selection replaced, and where the replacement stands in it. */
export function replaced({ statement, from, to }: Selected, by: string): string {
  const { text, from: start } = statement
  return text.slice(0, from - start) + by + text.slice(to - start)
}

/** The selection without its outer parentheses, when they hold a query: `(SELECT …)`. */
export function insideParentheses(text: string, selected: Selected): Selected | null {
  const { tokens } = selected
  if (tokens[0]?.text !== '(' || tokens.at(-1)?.text !== ')' || !beginsQuery(tokens[1])) return null
  const inner = tokens.slice(1, -1)
  const [first, last] = [inner[0], inner.at(-1)]
  if (!first || !last) return null
  return {
    ...selected,
    from: first.from,
    to: last.to,
    sql: text.slice(first.from, last.to),
    tokens: inner,
  }
}

/** Whether a query can begin with this token. */
export const beginsQuery = (token: Token | undefined): boolean =>
  isWord(token, 'SELECT', 'WITH', 'FROM', 'VALUES', 'PIVOT', 'UNPIVOT')

/** The error for a selection that cannot become a macro, at its place in the editor text. */
export function refuse(text: string, at: number, message: string): AppError {
  return inputError('EXTRACT_SELECTION', message, lineColumn(text, at))
}

/** A text in one line, cut where it is long, as sentences show it. */
export function shown(sql: string): string {
  const line = sql.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
