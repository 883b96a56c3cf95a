import type { z } from 'zod'
import type { ExtractCandidate } from '#shared/contract/toolbox.ts'
import { isReserved } from '#shared/reserved.ts'
import { closings, ctes, identName, isWord, lex, significant, type Token } from '#shared/sql/index.ts'
import type { NativeClient } from '../../engine/index.ts'
import type { Extractable } from './kind.ts'
import { beginsQuery, refuse } from './selection.ts'
import { marker, shapes } from './shapes.ts'

/** What of a selection can become a parameter. Offsets are UTF-16 in the editor text. */
export type Candidate = z.infer<typeof ExtractCandidate> & {
  /** A macro cannot stand without it: a column from around the selection, or a parameter of the query. */
  required: boolean
}

/** Columns by lower-case name of each table that is known, by lower-case name. */
export type KnownColumns = ReadonlyMap<string, ReadonlySet<string>>

const notColumns = /^(null|true|false|current_date|current_time|current_timestamp|localtime|localtimestamp)$/i

/** Each column, query parameter and literal of the selection that can be a parameter, in order. */
export async function candidates(
  native: NativeClient,
  text: string,
  selected: Extractable,
  known: KnownColumns,
): Promise<Candidate[]> {
  const { tokens, kind } = selected
  const positional = tokens.find((token) => token.kind === 'parameter' && !/^\$[^\d]/.test(token.text))
  if (positional) throw refuse(text, positional.from, 'Name the parameter first: `$name` in place of `?`.')
  const scopes = queryScopes(text, tokens, kind === 'table')
  const parts = [...columnRefs(text, tokens), ...parameterRefs(tokens), ...literals(tokens)].sort(
    (a, b) => a.from - b.from,
  )
  const kept = parts.filter((part) => part.kind !== 'column' || isFree(part, scopes, known))
  const query = (from: number, to: number) => {
    const body = `${text.slice(selected.from, from)}"${marker}"()${text.slice(to, selected.to)}`
    return kind === 'table' ? body : `SELECT ${body}`
  }
  const found = await shapes(
    native,
    kept.map(({ from, to }) => query(from, to)),
  )
  const possible = kept.filter((_, index) => found[index]?.marked === 'expression')
  const names = suggestions(text, selected, possible)
  return possible.map(({ from, to, kind: part }, index) => ({
    from,
    to,
    text: text.slice(from, to),
    kind: part === 'constant' ? 'constant' : 'column',
    suggested: names[index] ?? 'value',
    required: part !== 'constant',
  }))
}

interface Part {
  from: number
  to: number
  kind: 'column' | 'parameter' | 'constant'
  /** Parts of a column's name: `f.delay` is `['f', 'delay']`. */
  path: string[]
}

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

interface Scope {
  from: number
  to: number
  /** Names by which its tables can be qualified, and the tables, in lower case. */
  names: Set<string>
}

/** The queries within the selection: what is written in them may be theirs. */
function queryScopes(text: string, tokens: readonly Token[], whole: boolean): Scope[] {
  const close = closings(tokens)
  const scopes: Scope[] = []
  const scope = (inner: readonly Token[]): void => {
    const [first, last] = [inner[0], inner.at(-1)]
    if (!first || !last) return
    const names = new Set(ctes(text.slice(first.from, last.to)).map(({ name }) => name.toLowerCase()))
    inner.forEach((token, index) => {
      if (!isWord(token, 'FROM', 'JOIN') && token.text !== ',') return
      for (const next of inner.slice(index + 1, index + 8)) {
        const name = identName(next)?.toLowerCase()
        if (name !== undefined && !isWord(next, 'AS')) names.add(name)
        else if (next.text !== '.' && !isWord(next, 'AS')) break
      }
    })
    // An alias after a subquery in FROM: `(SELECT …) AS x`.
    inner.forEach((token, index) => {
      if (token.text !== ')') return
      const alias = identName(inner[index + (isWord(inner[index + 1], 'AS') ? 2 : 1)])
      if (alias !== undefined) names.add(alias.toLowerCase())
    })
    scopes.push({ from: first.from, to: last.to, names })
  }
  if (whole) scope(tokens)
  tokens.forEach((token, index) => {
    const end = close.get(index)
    if (token.text === '(' && end !== undefined && beginsQuery(tokens[index + 1]))
      scope(tokens.slice(index + 1, end))
  })
  return scopes
}

/**
 * Whether the column comes from around the selection. Within a query of the selection, a plain name is that query's
 * unless all its tables are known and none has it; whatever is judged wrong is refused by the engine's binder.
 */
function isFree({ from, path }: Part, scopes: readonly Scope[], known: KnownColumns): boolean {
  const around = scopes.filter((scope) => scope.from <= from && from < scope.to)
  if (around.length === 0) return true
  const [head = ''] = path.map((name) => name.toLowerCase())
  if (path.length > 1) return !around.some(({ names }) => names.has(head))
  const names = around.flatMap((scope) => [...scope.names])
  const tables = names.flatMap((name) => known.get(name) ?? [])
  const everyKnown = names.every((name) => known.has(name)) && tables.length > 0
  return everyKnown && !tables.some((columns) => columns.has(head))
}

/** A name for each part: one for equal texts, another for different ones, none that the selection uses already. */
function suggestions(text: string, selected: Extractable, parts: readonly Part[]): string[] {
  const used = new Set<string>()
  const byText = new Map<string, string>()
  const remaining = significant(lex(selected.sql))
    .map((token) => ({ ...token, from: token.from + selected.from }))
    .filter(
      ({ from }) => !parts.some((part) => part.kind !== 'constant' && part.from <= from && from < part.to),
    )
  for (const token of remaining) {
    const name = identName(token)
    if (name !== undefined) used.add(name.toLowerCase())
  }
  return parts.map((part) => {
    const key = `${part.kind} ${text.slice(part.from, part.to)}`
    const found = byText.get(key)
    if (found !== undefined) return found
    const wanted = [part.path.at(-1) ?? constantName(text, part), part.path.join('_')].map(plainName)
    const base = wanted.find((name) => name !== '' && !used.has(name) && !isReserved(name))
    let name = base ?? (wanted[0] || 'value')
    for (let count = 2; base === undefined && (used.has(name) || isReserved(name)); count++)
      name = `${(wanted[0] || 'value').slice(0, 58)}_${count}`
    used.add(name)
    byText.set(key, name)
    return name
  })
}

const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 63)

function constantName(text: string, { from, to }: Part): string {
  const literal = text.slice(from, to)
  if (/[<>]=?\s*$/.test(text.slice(0, from))) return 'bound'
  if (/^(date|timestamp)/i.test(literal)) return 'day'
  if (/^[\deE$'xX]*'|^'/.test(literal)) return 'word'
  const value = Number(literal)
  return value > 0 && value < 1 ? 'share' : 'number'
}
