import { AppError } from '../errors.ts'
import { isWord, lex, significant, type Token } from './lex.ts'
import { beginsAlias, identName, quoteIdent, stringValue } from './names.ts'
import { applyEdits, type Edit, lineColumn } from './text.ts'

/** What an AT names: a snapshot id of 7 or more digits, or the time of a sync. */
export type AtWhen = { version: string } | { timestamp: string }

/** One `source AT (VERSION => '…')` of a statement. */
export interface AtClause {
  /** The table as written: a source, or `source_rejects`, `source_raw`. */
  source: string
  when: AtWhen
  /** UTF-16 range from the name to the closing parenthesis. */
  from: number
  to: number
  /** An alias follows, so that the name stays as the user wrote it. */
  aliased: boolean
}

/**
 * The AT clauses of a text, in order. Throws `AT_NOT_LITERAL` or `AT_QUALIFIED` with line and column, when the
 * snapshot is not a literal or the table is qualified by a schema.
 */
export function findAt(sql: string): AtClause[] {
  const tokens = significant(lex(sql))
  const clauses: AtClause[] = []
  tokens.forEach((token, index) => {
    const source = identName(tokens[index - 1])
    const kind = tokens[index + 2]
    if (!isWord(token, 'AT') || tokens[index + 1]?.text !== '(' || source === undefined) return
    if (!isWord(kind, 'VERSION', 'TIMESTAMP') || tokens[index + 3]?.text !== '=>') return
    const fail = (code: string, message: string) =>
      new AppError({ code, kind: 'input', message, place: lineColumn(sql, token.from) })
    if (tokens[index - 2]?.text === '.') {
      throw fail('AT_QUALIFIED', 'AT follows the plain name of a source. Take the part before the dot away.')
    }
    const close = tokens.findIndex((later, at) => at > index + 3 && later.text === ')')
    const value = close === -1 ? undefined : literal(tokens.slice(index + 4, close))
    if (value === undefined) {
      throw fail(
        'AT_NOT_LITERAL',
        "AT takes a text: `AT (VERSION => '9f3c2a1')` or `AT (TIMESTAMP => '2001-06-01')`.",
      )
    }
    clauses.push({
      source,
      when: isWord(kind, 'VERSION') ? { version: value } : { timestamp: value },
      from: tokens[index - 1]?.from ?? 0,
      to: tokens[close]?.to ?? sql.length,
      aliased: beginsAlias(tokens[close + 1]),
    })
  })
  return clauses
}

/** The text of a literal; an id may stand bare (`9f3c2a1` lexes as a number and a word), a time may say its type. */
function literal(tokens: Token[]): string | undefined {
  const [first, second] = tokens
  if (tokens.length === 2 && isWord(first, 'TIMESTAMP', 'DATE', 'TIMESTAMPTZ')) return stringValue(second)
  if (tokens.length === 1 && first?.kind === 'string') return stringValue(first)
  const bare = tokens.map(({ text }) => text).join('')
  const adjacent = tokens.every((token, index) => index === 0 || tokens[index - 1]?.to === token.from)
  return adjacent && /^[0-9a-f]{7,64}$/i.test(bare) ? bare : undefined
}

/** The edits that put a view's name in the place of each AT clause; use with `originalOffset` to map errors back. */
export function atEdits(sql: string, view: (source: string, when: AtWhen) => string): Edit[] {
  return findAt(sql).map(({ source, when, from, to, aliased }) => ({
    from,
    to,
    text: quoteIdent(view(source, when)) + (aliased ? '' : ` AS ${quoteIdent(source)}`),
  }))
}

/** The statement with each `source AT (…)` replaced by the view that `view` names; other text stays as it is. */
export function rewriteAt(sql: string, view: (source: string, when: AtWhen) => string): string {
  return applyEdits(sql, atEdits(sql, view))
}
