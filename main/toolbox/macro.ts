import { inputError } from '#shared/errors.ts'
import {
  identName,
  isWord,
  lex,
  lineColumn,
  significant,
  splitStatements,
  type Token,
} from '#shared/sql/index.ts'

/** One list of parameters with its body. */
export interface Overload {
  params: { name: string; type?: string; default?: string }[]
  table: boolean
  /** The body, without AS or AS TABLE. */
  body: string
  /** UTF-16 offset of `body` in the text. */
  from: number
}

export interface Macro {
  name: string
  /** The statement as written, without the semicolon, and its UTF-16 offset. */
  statement: string
  from: number
  overloads: Overload[]
}

/**
 * The one CREATE MACRO of a text, by its tokens; the bodies are DuckDB's to judge. Throws `MACRO_STATEMENT` with line
 * and column when the text is anything else, so that reading a toolbox never runs another statement.
 */
export function parseMacro(text: string): Macro {
  const fail = (token: Token | undefined, message: string) =>
    inputError('MACRO_STATEMENT', message, lineColumn(text, token?.from ?? text.trimEnd().length))
  const tokens = significant(lex(text))
  const [statement, second] = splitStatements(text)
  if (!statement) {
    throw fail(undefined, 'The transform has no body. Add `CREATE MACRO name(…) AS …` under the header.')
  }
  if (second) {
    const extra = tokens.find(({ from }) => from === second.from)
    throw fail(
      extra,
      'A transform is one CREATE MACRO statement. Move the second statement to a file of its own.',
    )
  }
  let at = 0
  const skip = (...words: string[]) => isWord(tokens[at], ...words) && at++ >= 0
  if (!skip('CREATE')) throw fail(tokens[0], 'The body of a transform is `CREATE MACRO name(…) AS …`.')
  if (isWord(tokens[at], 'OR', 'TEMP', 'TEMPORARY'))
    throw fail(tokens[at], 'Write plain `CREATE MACRO`: without OR REPLACE and TEMP.')
  if (!skip('MACRO', 'FUNCTION'))
    throw fail(tokens[at], 'The body of a transform is `CREATE MACRO name(…) AS …`.')
  const name = identName(tokens[at++])
  if (name === undefined) throw fail(tokens[at - 1], 'The macro has no name.')
  if (tokens[at]?.text === '.') throw fail(tokens[at], 'A transform has no schema. Write its plain name.')
  const end = tokens.findIndex(({ from }) => from >= statement.to)
  const own = end === -1 ? tokens : tokens.slice(0, end)
  const overloads: Overload[] = []
  while (own[at]?.text === '(') {
    const close = closing(own, at)
    if (close === -1) break
    const params = splitAt(own.slice(at + 1, close)).map((part) => parameter(text, part))
    if (params.some((param) => param === null))
      throw fail(own[at], 'A parameter is a name, with a default after `:=` if it has one.')
    at = close + 1
    if (!isWord(own[at], 'AS')) throw fail(own[at], 'AS must follow the parameters.')
    const table = isWord(own[at + 1], 'TABLE')
    at += table ? 2 : 1
    const next = nextOverload(own, at)
    const first = own[at]
    const last = own[(next ?? own.length) - 1]
    if (!first || !last || last.from < first.from) throw fail(first, 'The macro has no body after AS.')
    overloads.push({
      params: params as Overload['params'],
      table,
      body: text.slice(first.from, last.to),
      from: first.from,
    })
    if (next === null) return { name, statement: statement.text, from: statement.from, overloads }
    at = next + 1
  }
  throw fail(own[at], 'Parameters in parentheses must follow, `()` when there are none.')
}

/** The bodies of a macro as statements that DuckDB's parser can take. */
export function bodyStatements({ overloads }: Macro): string[] {
  return overloads.map(({ table, body }) => (table ? body : `SELECT (${body}\n)`))
}

/** Index of the comma before a next `(…) AS`, at the top level from `at`; null when the body is the last. */
function nextOverload(tokens: Token[], at: number): number | null {
  let depth = 0
  for (let index = at; index < tokens.length; index++) {
    const { kind, text } = tokens[index] as Token
    if (kind !== 'punctuation') continue
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text)) depth--
    else if (text === ',' && depth === 0 && tokens[index + 1]?.text === '(') {
      const close = closing(tokens, index + 1)
      if (close !== -1 && isWord(tokens[close + 1], 'AS')) return index
    }
  }
  return null
}

function closing(tokens: Token[], open: number): number {
  let depth = 0
  for (let index = open; index < tokens.length; index++) {
    const { kind, text } = tokens[index] as Token
    if (kind !== 'punctuation') continue
    if (/^[([{]$/.test(text)) depth++
    else if (/^[)\]}]$/.test(text) && --depth === 0) return index
  }
  return -1
}

/** The tokens between the commas of the top level. */
function splitAt(tokens: Token[]): Token[][] {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.kind === 'punctuation' && /^[([{]$/.test(token.text)) depth++
    if (token.kind === 'punctuation' && /^[)\]}]$/.test(token.text)) depth--
    if (token.text === ',' && depth === 0) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts.filter((part, index) => part.length > 0 || index > 0)
}

function parameter(text: string, tokens: Token[]): Overload['params'][number] | null {
  const name = identName(tokens[0])
  if (name === undefined) return null
  const assign = tokens.findIndex((token) => token.text === ':=' || token.text === '=>')
  const slice = (part: Token[]) => text.slice(part[0]?.from ?? 0, part.at(-1)?.to ?? 0)
  const type = slice(tokens.slice(1, assign === -1 ? undefined : assign))
  const value = assign === -1 ? '' : slice(tokens.slice(assign + 1))
  return { name, ...(type && { type }), ...(value && { default: value }) }
}
