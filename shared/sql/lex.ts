/** What a token is. Comments and white space are tokens too: the texts of all tokens together are the whole text. */
export type TokenKind =
  | 'space'
  | 'comment'
  /** A keyword or an unquoted identifier. */
  | 'word'
  /** An identifier in double quotes. */
  | 'quoted'
  /** A text literal of any form: '…', E'…', X'…', $tag$…$tag$. */
  | 'string'
  | 'number'
  /** `$name`, `$1` or `?`. */
  | 'parameter'
  | 'operator'
  /** One of ( ) [ ] { } , ; . : or `::`, `:=`. */
  | 'punctuation'

export interface Token {
  kind: TokenKind
  /** UTF-16 offsets in the text; `to` is exclusive. */
  from: number
  to: number
  text: string
  /** False for a string, identifier or comment whose end is missing: it reaches to the end of the text. */
  closed: boolean
}

// DuckDB turns Unicode spaces into plain ones before it scans; \s has all of them but these.
const space = /[\s\u200b\u2060\ufeff\0]+/y
const word = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y
// DuckDB 1.4 has neither hex nor octal numbers: `0xFF` is `0 AS xFF`.
const number = /(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/y
const dollarQuote = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y
const parameter = /\$(?:\d+|[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)|\?/y
const operator = /[-+*/<>=~!@#%^&|`]+/y
const opensComment = /--|\/\*/
const stringPrefix = /[eExXbBnN]'/y

/** The forms that need no end mark, tried in order. */
const plain: [TokenKind, RegExp][] = [
  ['word', word],
  ['number', number],
  ['parameter', parameter],
]

/** The tokens of a DuckDB text, in order and without gaps. Never throws: what is unknown is punctuation. */
export function lex(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): number => {
    pattern.lastIndex = at
    return pattern.exec(text)?.[0].length ?? 0
  }
  const add = (kind: TokenKind, length: number, closed = true) => {
    tokens.push({ kind, from: at, to: at + length, text: text.slice(at, at + length), closed })
    at += length
  }
  while (at < text.length) {
    const ended = endedToken(text, at, match)
    if (ended) {
      add(ended.kind, ended.to - at, ended.closed)
      continue
    }
    const blank = match(space)
    const form = blank > 0 ? undefined : plain.find(([, pattern]) => match(pattern) > 0)
    const run = match(operator)
    if (blank > 0) add('space', blank)
    else if (form) add(form[0], match(form[1]))
    else if (run > 0) add('operator', operatorLength(text.slice(at, at + run)))
    else add('punctuation', /^(::|:=)/.test(text.slice(at, at + 2)) ? 2 : 1)
  }
  return tokens
}

interface Ended {
  kind: TokenKind
  to: number
  closed: boolean
}

/** A comment, text or quoted identifier that begins at `at`. */
function endedToken(text: string, at: number, match: (pattern: RegExp) => number): Ended | undefined {
  const char = text[at] ?? ''
  const pair = text.slice(at, at + 2)
  if (pair === '--') return { kind: 'comment', to: lineEnd(text, at), closed: true }
  if (pair === '/*') return { kind: 'comment', ...blockEnd(text, at) }
  if (char === "'") return { kind: 'string', ...quoteEnd(text, at + 1, "'", false) }
  if (char === '"') return { kind: 'quoted', ...quoteEnd(text, at + 1, '"', false) }
  if (match(stringPrefix) > 0) return { kind: 'string', ...quoteEnd(text, at + 2, "'", /e/i.test(char)) }
  const dollar = match(dollarQuote)
  return dollar > 0 ? { kind: 'string', ...dollarEnd(text, at, dollar) } : undefined
}

/** Tokens that are neither white space nor comment. */
export function significant(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment')
}

/** The token that covers the offset; between two tokens the one that begins there, at the end the last. */
export function tokenAt(tokens: readonly Token[], offset: number): Token | undefined {
  return tokens.find(({ from, to }) => from <= offset && offset < to) ?? tokens.at(-1)
}

/** Whether the token is this keyword, in any case. A quoted identifier is none. */
export function isWord(token: Token | undefined, ...words: string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toUpperCase())
}

function lineEnd(text: string, from: number): number {
  const lineBreak = /[\n\r]/g
  lineBreak.lastIndex = from
  return lineBreak.exec(text)?.index ?? text.length
}

function blockEnd(text: string, from: number): { to: number; closed: boolean } {
  const edges = /\/\*|\*\//g
  edges.lastIndex = from
  let depth = 0
  for (let edge = edges.exec(text); edge; edge = edges.exec(text)) {
    depth += edge[0] === '/*' ? 1 : -1
    if (depth === 0) return { to: edges.lastIndex, closed: true }
  }
  return { to: text.length, closed: false }
}

/** A doubled quote stands for itself; in E'' a backslash takes the next character with it. */
function quoteEnd(
  text: string,
  from: number,
  quote: string,
  escapes: boolean,
): { to: number; closed: boolean } {
  for (let at = from; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return { to: at + 1, closed: true }
      at++
    }
  }
  return { to: text.length, closed: false }
}

function dollarEnd(text: string, from: number, length: number): { to: number; closed: boolean } {
  const end = text.indexOf(text.slice(from, from + length), from + length)
  return end === -1 ? { to: text.length, closed: false } : { to: end + length, closed: true }
}

/** As DuckDB's scanner: an operator ends before a comment, and in + or - only when it has a rarer character. */
function operatorLength(run: string): number {
  const comment = run.slice(1).search(opensComment)
  let length = comment === -1 ? run.length : comment + 1
  if (!/[~!@#^&|`%]/.test(run.slice(0, length))) {
    while (length > 1 && /[-+]/.test(run[length - 1] ?? '')) length--
  }
  return length
}
