import { isWord, lex, significant, type Token } from './lex.ts'
import { identName } from './names.ts'

/** A common table expression of a statement, by UTF-16 ranges. */
export interface Cte {
  name: string
  /** Range of the name. */
  from: number
  to: number
  /** Range of the query between the parentheses. */
  bodyFrom: number
  bodyTo: number
  /** Where the WITH list that holds it begins (the word WITH), and where that WITH's whole query ends. */
  withFrom: number
  scopeTo: number
  recursive: boolean
}

/** All CTEs of one statement, in the order of their names. Half-written text gives what is whole so far. */
export function ctes(sql: string): Cte[] {
  const tokens = significant(lex(sql))
  const close = closings(tokens)
  const found: Cte[] = []
  tokens.forEach((token, index) => {
    if (!isWord(token, 'WITH')) return
    const recursive = isWord(tokens[index + 1], 'RECURSIVE')
    const scopeTo = tokens[enclosingEnd(tokens, index)]?.from ?? sql.length
    let at = index + (recursive ? 2 : 1)
    for (;;) {
      const name = tokens[at]
      const text = identName(name)
      if (name === undefined || text === undefined) return
      at++
      if (tokens[at]?.text === '(') at = (close.get(at) ?? tokens.length) + 1
      if (isWord(tokens[at], 'USING')) {
        while (at < tokens.length && tokens[at]?.text !== '(') at++
        at = (close.get(at) ?? tokens.length) + 1
      }
      if (!isWord(tokens[at], 'AS')) return
      at++
      if (isWord(tokens[at], 'NOT')) at++
      if (isWord(tokens[at], 'MATERIALIZED')) at++
      const open = tokens[at]
      if (open?.text !== '(') return
      const end = close.get(at)
      found.push({
        name: text,
        from: name.from,
        to: name.to,
        bodyFrom: open.to,
        bodyTo: end === undefined ? sql.length : (tokens[end]?.from ?? sql.length),
        withFrom: token.from,
        scopeTo,
        recursive,
      })
      if (end === undefined || tokens[end + 1]?.text !== ',') return
      at = end + 2
    }
  })
  return found.sort((a, b) => a.from - b.from)
}

/** The CTEs a reader at the offset can name: those written before it in WITH lists whose query encloses it. */
export function ctesInScope(sql: string, offset: number): Cte[] {
  return ctes(sql).filter(
    (cte) =>
      cte.withFrom < offset &&
      offset <= cte.scopeTo &&
      (cte.bodyTo < offset || (cte.recursive && cte.bodyFrom <= offset)),
  )
}

/**
 * A query that shows the rows of a CTE: the user's text up to its end, after the CTEs that it can name. Parsing is not
 * binding: a correlated CTE still fails.
 */
export function cteQuery(sql: string, cte: Cte): string {
  const earlier = ctes(sql).filter(
    (one) => one.bodyTo < cte.from && one.withFrom < cte.from && cte.from < one.scopeTo,
  )
  return withCtes(sql, [...earlier, cte], `SELECT * FROM ${sql.slice(cte.from, cte.to)}`)
}

/** The query where it can name these CTEs, each in its own WITH list: an inner one may hide an outer one's name. */
export function withCtes(sql: string, list: readonly Cte[], query: string): string {
  const lists = [...new Set(list.map(({ withFrom }) => withFrom))].sort((a, b) => b - a)
  return lists.reduce((inner, from) => {
    const own = list.filter(({ withFrom }) => withFrom === from)
    const recursive = own.some((cte) => cte.recursive) ? 'RECURSIVE ' : ''
    const texts = own.map((cte) => `${sql.slice(cte.from, cte.bodyTo)}\n)`)
    return `WITH ${recursive}${texts.join(', ')}\nFROM (${inner}\n)`
  }, query)
}

const pairs: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

/** Index of the closing bracket by index of the opening one. */
export function closings(tokens: readonly Token[]): Map<number, number> {
  const found = new Map<number, number>()
  const open: number[] = []
  tokens.forEach((token, index) => {
    if (token.kind !== 'punctuation') return
    if (pairs[token.text]) open.push(index)
    else if (/^[)\]}]$/.test(token.text)) {
      const from = open.pop()
      if (from !== undefined) found.set(from, index)
    }
  })
  return found
}

/** Index of the closing parenthesis of the innermost one around `index`, or of the statement's end. */
function enclosingEnd(tokens: readonly Token[], index: number): number {
  let depth = 0
  for (let at = index; at < tokens.length; at++) {
    const { kind, text } = tokens[at] as Token
    if (kind !== 'punctuation') continue
    if (text === '(') depth++
    else if (text === ')' && depth-- === 0) return at
    else if (text === ';' && depth === 0) return at
  }
  return tokens.length
}
