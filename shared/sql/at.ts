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

/** Words before a table that `beginsAlias` does not know, since they never follow one. */
const beforeTable = ['LATERAL', 'DESCRIBE', 'DESC', 'SUMMARIZE', 'SHOW', 'TABLE']

/** The text that a parameter stands for; undefined where it has no value here. */
type TextOf = (parameter: string) => string | undefined

/**
 * The AT clauses of a text, in order. Throws `AT_NOT_LITERAL`, `AT_QUALIFIED` or `AT_ALIAS` with line and column, when
 * the snapshot is neither a literal nor a parameter that `textOf` knows, the table is qualified by a schema, or AT
 * stands behind the table's alias.
 */
export function findAt(sql: string, textOf: TextOf = () => undefined): AtClause[] {
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
    const named = tokens[index - 2]
    const alias = isWord(named, 'AS') || (beginsAlias(named) && !isWord(named, ...beforeTable))
    if (alias) {
      throw fail(
        'AT_ALIAS',
        `AT stands between a source and its alias: write \`source AT (…) ${quoteIfNeeded(source)}\`.`,
      )
    }
    const close = tokens.findIndex((later, at) => at > index + 3 && later.text === ')')
    const value = close === -1 ? undefined : literal(tokens.slice(index + 4, close), textOf)
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

const quoteIfNeeded = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : quoteIdent(name))

/** The types that a time may say, before it or by a cast. */
const times = /^(TIMESTAMP|DATE|TIMESTAMPTZ|TIMESTAMP WITH TIME ZONE|DATETIME|VARCHAR)$/i

/**
 * The text of a literal or a parameter; an id may stand bare (`9f3c2a1` lexes as a number and a word), a time may say
 * its type.
 */
function literal(tokens: Token[], textOf: TextOf): string | undefined {
  const [first] = tokens
  const words = (some: readonly Token[]) => some.map(({ text }) => text).join(' ')
  const at = tokens.findIndex(({ kind }) => kind === 'string')
  if (at > 0 && at === tokens.length - 1 && times.test(words(tokens.slice(0, at))))
    return stringValue(tokens[at])
  // '2001-06-01'::TIMESTAMP
  const cast = tokens.findIndex(({ text }) => text === '::')
  if (cast === 1 && times.test(words(tokens.slice(2)))) return literal(tokens.slice(0, 1), textOf)
  if (tokens.length === 1 && first?.kind === 'parameter') return textOf(first.text.slice(1))
  if (tokens.length === 1 && first?.kind === 'string') return stringValue(first)
  const bare = tokens.map(({ text }) => text).join('')
  const adjacent = tokens.every((token, index) => index === 0 || tokens[index - 1]?.to === token.from)
  return adjacent && /^[0-9a-f]{7,64}$/i.test(bare) ? bare : undefined
}

/** The edits that put a view's name in the place of each AT clause; use with `originalOffset` to map errors back. */
export function atEdits(
  sql: string,
  view: (source: string, when: AtWhen) => string,
  textOf?: TextOf,
): Edit[] {
  return findAt(sql, textOf).map(({ source, when, from, to, aliased }) => ({
    from,
    to,
    text: quoteIdent(view(source, when)) + (aliased ? '' : ` AS ${quoteIdent(source)}`),
  }))
}

/** The statement with each `source AT (…)` replaced by the view that `view` names; other text stays as it is. */
export function rewriteAt(sql: string, view: (source: string, when: AtWhen) => string): string {
  return applyEdits(sql, atEdits(sql, view))
}
