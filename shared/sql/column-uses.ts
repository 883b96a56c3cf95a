import { beginsQuery, leaveUnread, readExpression } from './columns/expression.ts'
import { readQuery } from './columns/query.ts'
import type { Columns, ColumnsOf, Reading } from './columns/types.ts'
import { closings } from './cte.ts'
import { isWord, lex, significant, type Token } from './lex.ts'
import { identName } from './names.ts'

/** Every place of a statement that names a column, and what the statement gives. */
export interface ColumnUses extends Pick<Reading, 'uses' | 'definitions' | 'nameless' | 'unread' | 'fields'> {
  /** Names of which it is not known what they are. */
  unknown: { from: number; to: number; name: string }[]
  result: Columns
  /** Name of the macro that the statement creates, in lower case. */
  macro: string | null
}

/** Longer statements are not looked through. */
export const mostColumnCharacters = 100_000

/**
 * What each name of one statement is: a column that a query of it gives, a table's, or one of those and not sure which.
 * Null for a statement that is too long. Never throws; what is not understood is `unread`.
 */
export function columnUses(sql: string, columnsOf: ColumnsOf): ColumnUses | null {
  if (sql.length > mostColumnCharacters) return null
  const tokens = significant(lex(sql))
  const close = closings(tokens)
  const r: Reading = {
    tokens,
    close,
    columnsOf,
    params: new Set(),
    uses: [],
    definitions: [],
    nameless: [],
    unread: [],
    fields: new Set(),
    others: new Set(),
    query: (from, to, around) => readQuery(r, from, to, around),
  }
  const result = readStatement(r)
  const known = new Set([...r.uses, ...r.definitions].map(({ from }) => from))
  const unknown = tokens.flatMap((token) => {
    const name = identName(token)
    const told = name === undefined || known.has(token.from) || r.others.has(token.from)
    return told ? [] : [{ from: token.from, to: token.to, name }]
  })
  const { uses, definitions, nameless, unread, fields } = r
  const at = macroWord(tokens)
  const macro = at === -1 ? null : (identName(tokens[at + 1])?.toLowerCase() ?? null)
  return { uses, definitions, nameless, unread, fields, unknown, result, macro }
}

const nothing: Columns = { columns: [], open: true }

/** Index of the word MACRO of a statement that creates one; -1 for others. */
const macroWord = (tokens: readonly Token[]) =>
  isWord(tokens[0], 'CREATE')
    ? tokens.findIndex((token, at) => at < 4 && isWord(token, 'MACRO', 'FUNCTION'))
    : -1

function readStatement(r: Reading): Columns {
  const { tokens } = r
  const around = { scope: null, ctes: new Map<string, Columns>() }
  const end = tokens.length
  if (beginsQuery(r, 0) || (tokens[0]?.text === '(' && beginsQuery(r, 1))) return readQuery(r, 0, end, around)
  if (isWord(tokens[0], 'CREATE')) {
    const macro = macroWord(tokens)
    return macro === -1 ? readDefinition(r, around) : readMacro(r, macro + 2, around)
  }
  if (isWord(tokens[0], 'EXPLAIN', 'COPY', 'PREPARE')) return readDefinition(r, around)
  leaveUnread(r, 0, end)
  return nothing
}

/** The query behind `AS`, behind EXPLAIN, or in the parentheses of COPY. */
function readDefinition(r: Reading, around: Parameters<typeof readQuery>[3]): Columns {
  for (let at = 1; at < r.tokens.length && at < 12; at++) {
    if (r.tokens[at]?.text === '(' && beginsQuery(r, at + 1)) {
      const end = r.close.get(at) ?? r.tokens.length
      return readQuery(r, at + 1, end, around)
    }
    if (isWord(r.tokens[at], 'SELECT', 'FROM', 'WITH')) return readQuery(r, at, r.tokens.length, around)
  }
  leaveUnread(r, 0, r.tokens.length)
  return nothing
}

/** The bodies of a macro; its parameters hide columns of the same name. */
function readMacro(r: Reading, from: number, around: Parameters<typeof readQuery>[3]): Columns {
  let at = from
  let overloads = 0
  let result = nothing
  while (r.tokens[at]?.text === '(') {
    const close = r.close.get(at) ?? r.tokens.length
    const params = r.tokens.slice(at + 1, close)
    const names = params.filter(
      (token, index) => identName(token) !== undefined && (index === 0 || params[index - 1]?.text === ','),
    )
    for (const { from: offset } of names) r.others.add(offset)
    r.params = new Set(names.map((token) => (identName(token) ?? '').toLowerCase()))
    at = close + 1
    if (!isWord(r.tokens[at], 'AS')) break
    const table = isWord(r.tokens[at + 1], 'TABLE')
    const begin = at + (table ? 2 : 1)
    const next = nextOverload(r, begin)
    const end = next ?? r.tokens.length
    const given = table ? readQuery(r, begin, end, around) : nothing
    // Two bodies may give different columns.
    if (table && next === null && overloads === 0) result = given
    if (!table) {
      const stop = readExpression(r, begin, end, { around, bound: r.params, inCall: false })
      if (stop < end) leaveUnread(r, stop, end)
    }
    if (next === null) return result
    overloads++
    at = next + 1
  }
  leaveUnread(r, at, r.tokens.length)
  return result
}

/** Index of the comma before a next `(…) AS`. */
function nextOverload(r: Reading, from: number): number | null {
  for (let at = from; at < r.tokens.length; at++) {
    if (r.tokens[at]?.text === ',' && r.tokens[at + 1]?.text === '(') {
      const close = r.close.get(at + 1)
      if (close !== undefined && isWord(r.tokens[close + 1], 'AS')) return at
    }
    at = r.close.get(at) ?? at
  }
  return null
}
