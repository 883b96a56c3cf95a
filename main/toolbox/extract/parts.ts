import { isReserved } from '#shared/reserved.ts'
import { closings, identName, isWord, type Token } from '#shared/sql/index.ts'

/** A part of a selection that could be a parameter, by its tokens. UTF-16 offsets in the editor text. */
export interface Part {
  from: number
  to: number
  kind: 'column' | 'parameter' | 'constant'
  /** Parts of a column's name: `f.delay` is `['f', 'delay']`. */
  path: string[]
}

/** All parts, in order; DuckDB's parser judges them. */
export function partsOf(text: string, tokens: readonly Token[]): Part[] {
  const all = [...columnRefs(text, tokens), ...parameterRefs(tokens), ...literals(tokens)]
  return all.sort((a, b) => a.from - b.from)
}

const notColumns = /^(null|true|false|current_date|current_time|current_timestamp|localtime|localtimestamp)$/i

/** Chains of names that are not called, not after a dot, and no parameter of a lambda. */
function columnRefs(text: string, tokens: readonly Token[]): Part[] {
  const lambdas = lambdaNames(tokens)
  const parts: Part[] = []
  for (let at = 0; at < tokens.length; at++) {
    const first = tokens[at]
    if (identName(first) === undefined || tokens[at - 1]?.text === '.') continue
    let end = at
    while (tokens[end + 1]?.text === '.' && identName(tokens[end + 2]) !== undefined) end += 2
    const next = tokens[end + 1]
    const start = at
    at = end
    if (next?.text === '.' || next?.text === ':=' || next?.text === '=>') continue
    // In `date.date_part(…)` the last name is called; a chain of one is a function.
    const last = next?.text === '(' ? end - 2 : end
    if (last < start) continue
    const chain = tokens.slice(start, last + 1)
    const path = chain.flatMap((token) => identName(token) ?? [])
    const [head = ''] = path
    if (path.length === 1 && first?.kind === 'word' && (notColumns.test(head) || isReserved(head))) continue
    if (lambdas.has(head.toLowerCase())) continue
    if (next?.kind === 'string' && /^(date|time|timestamp|timestamptz|interval)$/i.test(head)) continue
    parts.push({ from: first?.from ?? 0, to: chain.at(-1)?.to ?? text.length, kind: 'column', path })
  }
  return parts
}

/** `x` of `lambda x: …`, `x -> …` and `(x, y) -> …`, where it is used behind the arrow. */
function lambdaNames(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>()
  const close = closings(tokens)
  tokens.forEach((token, index) => {
    if (isWord(token, 'LAMBDA')) {
      for (let at = index + 1; tokens[at] && tokens[at]?.text !== ':'; at++) add(tokens[at])
    }
    if (token.text !== '->') return
    const before = tokens[index - 1]
    if (before?.text === ')') {
      const open = [...close].find(([, end]) => end === index - 1)?.[0]
      if (open !== undefined) for (const inner of tokens.slice(open + 1, index - 1)) add(inner)
    } else if (/^[(,]$/.test(tokens[index - 2]?.text ?? '')) add(before)
  })
  function add(token: Token | undefined) {
    const name = identName(token)
    if (name !== undefined && tokens.filter((other) => identName(other) === name).length > 1)
      names.add(name.toLowerCase())
  }
  return names
}

const parameterRefs = (tokens: readonly Token[]): Part[] =>
  tokens
    .filter(({ kind }) => kind === 'parameter')
    .map(({ from, to, text }) => ({ from, to, kind: 'parameter' as const, path: [text.slice(1)] }))

/** Numbers and texts, with the type before them (`DATE '2001-06-01'`) or a minus sign that belongs to them. */
function literals(tokens: readonly Token[]): Part[] {
  return tokens.flatMap((token, index): Part[] => {
    if (token.kind !== 'number' && token.kind !== 'string') return []
    const before = tokens[index - 1]
    if (isWord(before, 'INTERVAL')) return []
    const typed = token.kind === 'string' && isWord(before, 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMPTZ')
    const beforeSign = tokens[index - 2]
    const negative =
      token.kind === 'number' &&
      before?.text === '-' &&
      (beforeSign === undefined ||
        beforeSign.kind === 'operator' ||
        /^[([,{]$|^:=$/.test(beforeSign.text) ||
        (beforeSign.kind === 'word' && isReserved(beforeSign.text)))
    // GROUP BY 1 names a column by its place.
    if (!typed && token.kind === 'number' && isPlace(tokens, index)) return []
    const from = (typed || negative) && before ? before.from : token.from
    return [{ from, to: token.to, kind: 'constant', path: [] }]
  })
}

function isPlace(tokens: readonly Token[], index: number): boolean {
  if (!/^\d+$/.test(tokens[index]?.text ?? '')) return false
  let at = index - 1
  while (tokens[at]?.text === ',' && /^\d+$/.test(tokens[at - 1]?.text ?? '')) at -= 2
  return isWord(tokens[at], 'BY') && isWord(tokens[at - 1], 'GROUP', 'ORDER')
}
