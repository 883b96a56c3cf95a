import { isWord, type Token } from '../lex.ts'
import { beginsAlias, identName } from '../names.ts'
import { beginsQuery, leaveUnread, readArguments, readExpression } from './expression.ts'
import { originsOf } from './scope.ts'
import type { Around, Column, Columns, Reading, Relation, Scope } from './types.ts'

/** The tables of a FROM clause. */
export interface From {
  relations: Relation[]
  merged: Set<string>
}

const joinWords = 'NATURAL ASOF POSITIONAL CROSS INNER LEFT RIGHT FULL OUTER SEMI ANTI JOIN'.split(' ')
const nothingKnown: Columns = { columns: [], open: true }

/** Reads a FROM clause from the token behind the word to its end. */
export function readFrom(r: Reading, from: number, to: number, around: Around): From {
  const found: From = { relations: [], merged: new Set() }
  let at = from
  while (at < to) {
    const words: string[] = []
    while (isWord(r.tokens[at], ...joinWords) || r.tokens[at]?.text === ',') {
      words.push(r.tokens[at]?.text.toUpperCase() ?? '')
      at++
    }
    const before = found.relations.length
    const item = readItem(r, at, to, around, found)
    if (item === null) {
      leaveUnread(r, at, to)
      found.relations.push({ alias: null, ...nothingKnown })
      return found
    }
    at = item
    const join = r.tokens[at - 1]
    if (words.includes('NATURAL') && join) r.unread.push({ word: 'NATURAL', from: join.to, to: join.to })
    if (isWord(r.tokens[at], 'ON')) at = readExpression(r, at + 1, to, placeIn(around, found))
    else if (isWord(r.tokens[at], 'USING') && r.tokens[at + 1]?.text === '(') {
      const end = r.close.get(at + 1) ?? to
      readUsing(r, at + 2, end, found, before)
      at = end + 1
    }
    // What only filters is seen by its own condition alone.
    if (words.includes('SEMI') || words.includes('ANTI')) found.relations.length = before
    at = skipSample(r, at)
    if (at < to && !isWord(r.tokens[at], ...joinWords) && r.tokens[at]?.text !== ',') {
      leaveUnread(r, at, to)
      found.relations.push({ alias: null, ...nothingKnown })
      return found
    }
  }
  return found
}

const scopeOf = ({ relations, merged }: From, parent: Scope | null): Scope => ({
  relations: [...relations],
  merged,
  given: [],
  first: 'column',
  parent,
})

const placeIn = (around: Around, found: From) => ({
  around: { ...around, scope: scopeOf(found, around.scope) },
  bound: new Set<string>(),
  inCall: false,
})

/** Adds one table, or those of a join in parentheses. Answers with the token behind it; null: not understood. */
function readItem(r: Reading, from: number, to: number, around: Around, found: From): number | null {
  const { tokens, close } = r
  let at = isWord(tokens[from], 'LATERAL') ? from + 1 : from
  let alias: Token | undefined
  if (identName(tokens[at]) !== undefined && tokens[at + 1]?.text === ':') {
    alias = tokens[at]
    at += 2
  }
  const token = tokens[at]
  // A later table of FROM sees the ones before it, with or without LATERAL.
  const inside: Around = { ...around, scope: scopeOf(found, around.scope) }
  let columns: Columns = nothingKnown
  let name: string | null = null
  if (token?.text === '(' && !beginsQuery(r, at + 1)) {
    const end = close.get(at) ?? to
    const joined = readFrom(r, at + 1, end, inside)
    const next = readAlias(r, end + 1, to)
    if (next.alias)
      found.relations.push(renamed(r, { ...allOf(joined), open: true }, next.names, identOf(next.alias)))
    else {
      found.relations.push(...joined.relations)
      for (const one of joined.merged) found.merged.add(one)
    }
    return next.at
  }
  if (token?.text === '(') {
    const end = close.get(at) ?? to
    columns = r.query(at + 1, end, inside)
    at = end + 1
  } else if (token?.kind === 'string' || token?.kind === 'parameter') at++
  else if (isWord(token, 'VALUES')) return null
  else if (identName(token) !== undefined && token && (token.kind === 'quoted' || beginsAlias(token))) {
    name = identName(token) ?? null
    r.others.add(token.from)
    let parts = 1
    while (tokens[at + 1]?.text === '.' && identName(tokens[at + 2]) !== undefined) {
      at += 2
      parts++
      name = identName(tokens[at]) ?? null
      r.others.add(tokens[at]?.from ?? -1)
    }
    const call = tokens[at + 1]?.text === '('
    if (call) {
      lookForNames(r, at + 1, around)
      columns = tableOf(r, name ?? '', true)
      at = readArguments(r, at + 1, { around: inside, bound: new Set(), inCall: true })
      if (isWord(tokens[at], 'WITH') && isWord(tokens[at + 1], 'ORDINALITY')) {
        columns = { ...columns, open: true }
        at += 2
      }
    } else {
      const cte = parts === 1 ? around.ctes.get((name ?? '').toLowerCase()) : undefined
      columns = cte ?? (parts === 1 ? tableOf(r, name ?? '', false) : nothingKnown)
      at++
    }
  } else return null
  if (isWord(tokens[at], 'AT') && tokens[at + 1]?.text === '(') at = (close.get(at + 1) ?? to) + 1
  if (isWord(tokens[at], 'PIVOT', 'UNPIVOT')) {
    const open = topParen(r, at, to)
    const end = open === -1 ? to - 1 : (close.get(open) ?? to - 1)
    leaveUnread(r, at, end + 1)
    columns = nothingKnown
    at = end + 1
  }
  const next = readAlias(r, at, to)
  const called = alias ?? next.alias
  found.relations.push(renamed(r, columns, next.names, called ? identOf(called) : name))
  if (called) r.others.add(called.from)
  return skipSample(r, next.at)
}

const identOf = (token: Token) => identName(token) ?? null

const topParen = (r: Reading, from: number, to: number) => {
  for (let at = from; at < to; at++) if (r.tokens[at]?.text === '(') return at
  return -1
}

const allOf = ({ relations }: From): Columns => ({
  columns: relations.flatMap(({ columns }) => columns),
  open: relations.some(({ open }) => open),
})

function tableOf(r: Reading, name: string, call: boolean): Columns {
  const known = r.columnsOf(name, call)
  if (!known) return nothingKnown
  const { table, columns } = known
  for (const column of columns) r.fields.add(column.toLowerCase())
  const named = (column: string): Column => ({
    name: column,
    origins: [{ kind: 'table', table, column }],
    sure: true,
  })
  return { columns: columns.map(named), open: false }
}

/** A table function may read a WITH query whose name it is given, as `query_table('c')` does. */
function lookForNames(r: Reading, open: number, { ctes }: Around): void {
  for (let at = open; at < (r.close.get(open) ?? open); at++) {
    const token = r.tokens[at] as Token
    const name = token.kind === 'string' ? token.text.slice(1, -1) : identName(token)
    if (name !== undefined && ctes.has(name.toLowerCase()))
      r.unread.push({ word: token.text.slice(0, 40), from: token.from, to: token.to })
  }
}

/** `AS name (a, b)`, each part of it optional. */
function readAlias(r: Reading, from: number, to: number): { at: number; alias?: Token; names: Token[] } {
  let at = isWord(r.tokens[from], 'AS') ? from + 1 : from
  const alias = r.tokens[at]
  if (at >= to || !alias || identName(alias) === undefined || !beginsAlias(alias))
    return { at: from, names: [] }
  r.others.add(alias.from)
  at++
  if (r.tokens[at]?.text !== '(') return { at, alias, names: [] }
  const end = r.close.get(at) ?? to
  return {
    at: end + 1,
    alias,
    names: r.tokens.slice(at + 1, end).filter((one) => identName(one) !== undefined),
  }
}

/** The columns under the names of a list, such as that of `t(a, b)`. */
export function renamed(
  r: Reading,
  columns: Columns,
  names: readonly Token[],
  alias: string | null,
): Relation {
  const given = names.map((token): Column => {
    const { from, to } = token
    const origin = { kind: 'output' as const, from, to, name: identName(token) ?? '', unnamedTo: null }
    r.definitions.push(origin)
    return { name: origin.name, origins: [origin], sure: true }
  })
  return { alias, open: columns.open, columns: [...given, ...columns.columns.slice(given.length)] }
}

/** Columns of USING name both tables at once. */
function readUsing(r: Reading, from: number, to: number, found: From, before: number): void {
  for (const token of r.tokens.slice(from, to)) {
    const name = identName(token)
    if (name === undefined) continue
    found.merged.add(name.toLowerCase())
    const held = found.relations.map(({ columns }) =>
      columns.filter((column) => column.name?.toLowerCase() === name.toLowerCase()),
    )
    const [left, right] = [held.slice(0, before).flat(), held.slice(before).flat()]
    const open = found.relations.some((relation) => relation.open)
    r.uses.push({
      from: token.from,
      to: token.to,
      name,
      origins: originsOf([...left, ...right]),
      sure: !open && left.length > 0 && right.length === 1,
      givesTo: null,
    })
  }
}

function skipSample(r: Reading, from: number): number {
  if (!isWord(r.tokens[from], 'TABLESAMPLE')) return from
  let at = from + 1
  const paren = () => r.tokens[at]?.text === '('
  if (identName(r.tokens[at]) !== undefined) at++
  if (paren()) at = (r.close.get(at) ?? at) + 1
  else {
    at++
    if (isWord(r.tokens[at], 'PERCENT', 'ROWS') || r.tokens[at]?.text === '%') at++
  }
  if (isWord(r.tokens[at], 'REPEATABLE')) at = (r.close.get(at + 1) ?? at) + 1
  return at
}
