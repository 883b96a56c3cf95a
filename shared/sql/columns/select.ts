import { isWord, type Token } from '../lex.ts'
import { identName, stringValue } from '../names.ts'
import { leaveUnread, type Place, readExpression, topLevel } from './expression.ts'
import { type From, readFrom } from './from.ts'
import { findRelation } from './scope.ts'
import { readStar } from './star.ts'
import type { Around, Column, ColumnOrigin, Columns, Reading, Scope } from './types.ts'
import { readWindow } from './window.ts'

/** Words that begin a clause of a SELECT, with the word that must follow. */
const clauses: [string, string | null][] = [
  ['SELECT', null],
  ['FROM', null],
  ['WHERE', null],
  ['GROUP', 'BY'],
  ['HAVING', null],
  ['QUALIFY', null],
  ['WINDOW', null],
  ['ORDER', 'BY'],
  ['LIMIT', null],
  ['OFFSET', null],
  ['USING', 'SAMPLE'],
]

export interface Clause {
  word: string
  /** First token behind its words. */
  from: number
  to: number
}

/** The clauses of a SELECT, or of what stands behind a query. */
export function clausesOf(r: Reading, from: number, to: number): Clause[] {
  const found: Clause[] = []
  for (let at = from; at < to; at++) {
    const opening = isName(r, at) ? undefined : clauses.find(([word, next]) => begins(r, at, word, next))
    if (opening) {
      const last = found.at(-1)
      if (last) last.to = at
      const [word, next] = opening
      found.push({ word, from: at + (next ? 2 : 1), to })
    }
    at = r.close.get(at) ?? at
  }
  return found
}

const begins = (r: Reading, at: number, word: string, next: string | null) =>
  isWord(r.tokens[at], word) &&
  (next === null || isWord(r.tokens[at + 1], next)) &&
  !(word === 'FROM' && isWord(r.tokens[at - 1], 'DISTINCT') && isWord(r.tokens[at - 2], 'IS', 'NOT'))

/** A word behind a dot or AS is a name, whatever it is. */
const isName = (r: Reading, at: number) => r.tokens[at - 1]?.text === '.' || isWord(r.tokens[at - 1], 'AS')

/** Reads one SELECT, in whichever order its clauses stand, and answers with what it gives. */
export function readSelect(r: Reading, from: number, to: number, around: Around): Columns {
  const found = clausesOf(r, from, to)
  const clause = (word: string) => found.find((one) => one.word === word)
  const source = clause('FROM')
  const tables: From = source
    ? readFrom(r, source.from, source.to, around)
    : { relations: [], merged: new Set() }
  const scope = (given: readonly Column[], first: Scope['first']): Scope => ({
    relations: tables.relations,
    merged: tables.merged,
    given,
    first,
    parent: around.scope,
  })
  const place = (given: readonly Column[], first: Scope['first']): Place => ({
    around: { ...around, scope: scope(given, first) },
    bound: new Set(),
    inCall: false,
  })
  const list = clause('SELECT')
  const result = list
    ? readList(r, list, tables, (columns, first = 'column') => place(columns, first))
    : { ...readImplied(r, from, tables, place([], 'column')), given: [] }
  const { given } = result
  for (const { word, from: begin, to: end } of found) {
    if (word === 'WHERE' || word === 'GROUP') readAllOf(r, begin, end, () => place(given, 'column'))
    else if (word === 'HAVING' || word === 'QUALIFY') readAllOf(r, begin, end, () => place(given, 'unsure'))
    else if (word === 'ORDER') readOrder(r, begin, end, (first) => place(given, first))
    else if (word === 'LIMIT' || word === 'OFFSET') readAllOf(r, begin, end, () => place([], 'unsure'))
    else if (word === 'WINDOW') readWindows(r, begin, end, place(given, 'unsure'))
  }
  return { columns: result.columns, open: result.open }
}

/** `FROM t` alone gives all of it. */
const readImplied = (r: Reading, from: number, tables: From, place: Place) =>
  readStar(r, from, from + 1, tables.relations, tables, place)

/** ORDER BY: a name alone is first what the SELECT gives; within an expression it is the table's column. */
export function readOrder(
  r: Reading,
  from: number,
  to: number,
  place: (first: Scope['first']) => Place,
): void {
  readAllOf(r, from, to, (at) => {
    const next = r.tokens[at + 1]
    const alone = at + 1 >= to || next?.text === ',' || isWord(next, 'ASC', 'DESC', 'NULLS')
    return place(alone ? 'given' : 'column')
  })
}

function readAllOf(r: Reading, from: number, to: number, place: (at: number) => Place): void {
  let at = from
  while (at < to) {
    const next = readExpression(r, at, to, place(at))
    if (next < to && r.tokens[next]?.text !== ',') {
      leaveUnread(r, next, to)
      return
    }
    at = next + 1
  }
}

function readWindows(r: Reading, from: number, to: number, place: Place): void {
  for (let at = from; at < to; at++) {
    if (r.tokens[at + 1] && isWord(r.tokens[at + 1], 'AS') && r.tokens[at + 2]?.text === '(') {
      r.others.add(r.tokens[at]?.from ?? -1)
      const end = r.close.get(at + 2) ?? to
      readWindow(r, at + 3, end, place, readExpression, true)
      at = end
    }
  }
}

interface Item {
  from: number
  /** End of the expression. */
  to: number
  /** The token that names it, and whether that stands before a colon. */
  alias: Token | null
}

function readList(
  r: Reading,
  { from, to }: Clause,
  tables: From,
  place: (given: readonly Column[], first?: Scope['first']) => Place,
): Columns & { given: Column[] } {
  let begin = from
  if (isWord(r.tokens[begin], 'ALL', 'DISTINCT')) begin++
  const on = isWord(r.tokens[begin], 'ON') && r.tokens[begin + 1]?.text === '(' ? begin + 1 : null
  if (on !== null) begin = (r.close.get(on) ?? to) + 1
  const items = itemsOf(r, begin, to)
  const columns: Column[] = []
  let open = false
  const named = items.map((item) => ({ item, origin: originOf(r, item) }))
  // An item sees the aliases before it.
  const given: Column[] = []
  for (const { item, origin } of named) {
    const star = starOf(r, item)
    if (star) {
      const relation = star.name === null ? undefined : findRelation(place([]).around.scope, star.name)
      const relations = star.name === null ? tables.relations : relation ? [relation] : null
      if (relations === null) {
        readExpression(r, item.from, item.to, place(given))
        open = true
        continue
      }
      const passed = readStar(r, star.at, item.to, relations, tables, place(given))
      columns.push(...passed.columns)
      open ||= passed.open
      continue
    }
    const next = readExpression(r, item.from, item.to, place(given))
    if (next < item.to) leaveUnread(r, next, item.to)
    if (isWord(r.tokens[item.from], 'UNNEST') && item.alias === null) open = true
    if (isWord(r.tokens[item.from], 'COLUMNS')) open = true
    if (origin?.unnamedTo != null) {
      const use = r.uses.findLast((one) => one.from === origin.from)
      if (use) use.givesTo = origin.unnamedTo
    }
    columns.push(origin ? columnOf(origin) : { name: null, origins: [], sure: true })
    if (origin?.unnamedTo === null) given.push(columnOf(origin))
  }
  if (on !== null) readAllOf(r, on + 1, r.close.get(on) ?? to, () => place(given, 'unsure'))
  return { columns, open, given }
}

const columnOf = (origin: Extract<ColumnOrigin, { kind: 'output' }>): Column => ({
  name: origin.name,
  origins: [origin],
  sure: true,
})

function itemsOf(r: Reading, from: number, to: number): Item[] {
  const items: Item[] = []
  let begin = from
  while (begin < to) {
    const comma = topLevel(r, begin, to, ({ text, kind }) => kind === 'punctuation' && text === ',')
    const end = comma === -1 ? to : comma
    items.push(itemOf(r, begin, end))
    begin = end + 1
  }
  return items
}

/** Words that can end an expression, so that none of them is an alias. */
const endings =
  'END NULL TRUE FALSE ISNULL NOTNULL UNKNOWN FIRST LAST NULLS ASC DESC PRECISION VARYING ZONE'.split(' ')

function itemOf(r: Reading, from: number, to: number): Item {
  const { tokens } = r
  const [first, last, before] = [tokens[from], tokens[to - 1], tokens[to - 2]]
  if (first && identName(first) !== undefined && tokens[from + 1]?.text === ':')
    return { from: from + 2, to, alias: first }
  if (last && to - from > 2 && isWord(before, 'AS') && (identName(last) ?? stringValue(last)) !== undefined)
    return { from, to: to - 2, alias: last }
  const implicit =
    last &&
    to - from > 1 &&
    identName(last) !== undefined &&
    !isWord(last, ...endings) &&
    before &&
    endsValue(before)
  return implicit ? { from, to: to - 1, alias: last } : { from, to, alias: null }
}

/** Whether a value can end with the token, so that a name behind it is an alias. */
const endsValue = (token: Token) =>
  /^[)\]}]$/.test(token.text) ||
  /^(string|number|parameter|quoted)$/.test(token.kind) ||
  isWord(token, ...endings) ||
  (token.kind === 'word' && !isWord(token, ...notBeforeAlias))

/** Words between which and a last name no alias can stand. */
const notBeforeAlias = (
  'AND OR NOT IN IS LIKE ILIKE GLOB BETWEEN ESCAPE FROM COLLATE THEN ELSE WHEN CASE DISTINCT OVER DATE TIMESTAMP TIME ' +
  'INTERVAL TO ALL ANY SOME LAMBDA DOUBLE CHARACTER WITH TIME AS EXCLUDE EXCEPT'
).split(' ')

/** What names an item: its alias, else the last name of a plain column, also within parentheses. */
function originOf(r: Reading, { from, to, alias }: Item): Extract<ColumnOrigin, { kind: 'output' }> | null {
  if (alias) {
    const name = identName(alias) ?? stringValue(alias) ?? ''
    const origin = { kind: 'output' as const, from: alias.from, to: alias.to, name, unnamedTo: null }
    r.definitions.push(origin)
    return origin
  }
  let [begin, end] = [from, to]
  while (r.tokens[begin]?.text === '(' && r.close.get(begin) === end - 1) {
    begin++
    end--
  }
  for (let at = begin; at < end; at++) {
    const token = r.tokens[at]
    if ((at - begin) % 2 === 0 ? identName(token) === undefined : token?.text !== '.') return null
  }
  const last = r.tokens[end - 1]
  if (!last || (end - begin) % 2 === 0) return null
  const { from: start, to: stop } = last
  const unnamedTo = r.tokens[to - 1]?.to ?? stop
  const origin = { kind: 'output' as const, from: start, to: stop, name: identName(last) ?? '', unnamedTo }
  r.definitions.push(origin)
  return origin
}

/** A star of the select list, with the table before its dot. */
function starOf(r: Reading, { from, to }: Item): { name: string | null; at: number } | null {
  const { tokens } = r
  if (tokens[from]?.text === '*') return { name: null, at: from }
  const name = identName(tokens[from])
  const qualified = name !== undefined && tokens[from + 1]?.text === '.' && tokens[from + 2]?.text === '*'
  if (!qualified || from + 2 >= to) return null
  const token = tokens[from]
  if (token) r.others.add(token.from)
  return { name, at: from + 2 }
}
