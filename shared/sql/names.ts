import { isWord, lex, type Token } from './lex.ts'

/** A name as an identifier in double quotes: safe whatever it holds. */
export function quoteIdent(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as a literal in single quotes. DuckDB's plain literals have no escapes but the doubled quote. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The name that a word or quoted identifier stands for; undefined for other tokens. Case is kept. */
export function identName(token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return token.text
  if (token?.kind === 'quoted' && token.closed) return token.text.slice(1, -1).replaceAll('""', '"')
  return undefined
}

/** The text a plain, E'' or dollar-quoted literal stands for; undefined for other tokens and for open ones. */
export function stringValue(token: Token | undefined): string | undefined {
  if (token?.kind !== 'string' || !token.closed) return undefined
  const { text } = token
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'")
  if (text.startsWith('$')) {
    const length = text.indexOf('$', 1) + 1
    return text.slice(length, -length)
  }
  if (/^e/i.test(text))
    return text
      .slice(2, -1)
      .replaceAll("''", "'")
      .replace(/\\(.)/gs, (_, char) => escapes[char] ?? char)
  return undefined
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }

export interface Parameter {
  name: string
  from: number
  to: number
}

/** Each use of a named parameter (`$name`) outside texts and comments. `$1` and `?` are not named. */
export function parameters(sql: string): Parameter[] {
  return lex(sql)
    .filter(({ kind, text }) => kind === 'parameter' && /^\$\D/.test(text))
    .map(({ text, from, to }) => ({ name: text.slice(1), from, to }))
}

/** Words that cannot follow a table as its alias: what stands there begins the next part of the query. */
const afterTable = (
  'AT WHERE GROUP ORDER LIMIT OFFSET FETCH HAVING QUALIFY WINDOW SELECT FROM ' +
  'JOIN INNER LEFT RIGHT FULL OUTER CROSS NATURAL ASOF POSITIONAL ANTI SEMI ON ' +
  'USING UNION EXCEPT INTERSECT TABLESAMPLE SAMPLE PIVOT UNPIVOT FOR RETURNING SET'
).split(' ')

/** Whether the token is, or announces, an alias of the table before it. */
export function beginsAlias(token: Token | undefined): boolean {
  if (token?.kind === 'quoted') return true
  return token?.kind === 'word' && !isWord(token, ...afterTable)
}
