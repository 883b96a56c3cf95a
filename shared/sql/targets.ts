import { closings, cteQuery, ctes, ctesInScope, withCtes } from './cte.ts'
import { isWord, lex, significant } from './lex.ts'

/** A query of a statement that can be shown by itself. */
export interface Target {
  kind: 'statement' | 'cte' | 'subquery'
  /** Name of the CTE; empty for the others. */
  name: string
  /** The query, after the CTEs that it can name. */
  sql: string
}

/** Words that begin a query between parentheses. */
const beginsQuery = ['SELECT', 'FROM', 'WITH', 'VALUES', 'PIVOT', 'UNPIVOT', 'DESCRIBE', 'SUMMARIZE', 'SHOW']

/**
 * What can be shown for a caret, the innermost first: each CTE and subquery around it, then the whole statement. The
 * text is the user's, verbatim. Parsing is not binding: a correlated query needs the one around it.
 */
export function targetsAt(sql: string, offset: number): Target[] {
  const all = ctes(sql)
  const tokens = significant(lex(sql))
  const close = closings(tokens)
  const found: { from: number; target: Target }[] = []
  for (const cte of all) {
    if (cte.from > offset || offset > cte.bodyTo + 1) continue
    found.push({ from: cte.from, target: { kind: 'cte', name: cte.name, sql: cteQuery(sql, cte) } })
  }
  for (const [index, token] of tokens.entries()) {
    if (token.text !== '(' || token.to > offset || !isWord(tokens[index + 1], ...beginsQuery)) continue
    const to = tokens[close.get(index) ?? tokens.length]?.from ?? sql.length
    if (offset > to || all.some(({ bodyFrom }) => bodyFrom === token.to)) continue
    const query = withCtes(sql, ctesInScope(sql, token.to), sql.slice(token.to, to))
    found.push({ from: token.from, target: { kind: 'subquery', name: '', sql: query } })
  }
  const inner = found.sort((a, b) => b.from - a.from).map(({ target }) => target)
  return [...inner, { kind: 'statement', name: '', sql }]
}
