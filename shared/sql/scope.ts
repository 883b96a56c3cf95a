import { closings, ctesInScope } from './cte.ts'
import { isWord, lex, significant, type Token } from './lex.ts'
import { beginsAlias, identName } from './names.ts'

/** A table of a FROM clause. */
export interface FromItem {
  kind: 'table' | 'cte' | 'function' | 'subquery'
  /** As written; null for a subquery. */
  name: string | null
  alias: string | null
  /** UTF-16 offset at which it begins. */
  from: number
  /** Text of a call or of a subquery with its parentheses; the name otherwise. */
  text: string
}

/** What surrounds a caret. */
export interface Scope {
  /** A table is expected here, or a value; `other` where neither is. */
  place: 'from' | 'expression'
  /** The name before the dot, when the caret stands behind one. */
  qualifier: string | null
  /** Tables whose columns can be named here: of the query around the caret, then of those around it. */
  items: FromItem[]
}

/** Words that end a FROM clause. */
const afterFrom =
  'WHERE GROUP HAVING ORDER LIMIT QUALIFY WINDOW SELECT UNION EXCEPT INTERSECT USING OFFSET'.split(' ')

const joins = ['JOIN', 'FROM']

/** The query around the caret by its parentheses, read from tokens: a half-written text has no tree. */
export function scopeAt(sql: string, caret: number): Scope {
  const tokens = significant(lex(sql))
  const close = closings(tokens)
  const before = tokens.filter(({ to }) => to <= caret)
  const last = before.at(-1)
  const qualifier = last?.text === '.' ? (identName(before.at(-2)) ?? null) : null
  const ctes = new Set(ctesInScope(sql, caret).map(({ name }) => name.toLowerCase()))
  const items = blocksAround(tokens, close, before.length).flatMap((block) =>
    itemsOf(sql, block, close, tokens, ctes),
  )
  return { place: tableIsNext(before) ? 'from' : 'expression', qualifier, items }
}

/** Whether the next word is a table: behind FROM or JOIN, or behind a comma of a FROM clause. */
export function tableIsNext(before: readonly Token[]): boolean {
  const last = before.at(-1)
  if (isWord(last, 'DESCRIBE', 'SUMMARIZE', 'PIVOT', 'UNPIVOT', ...joins)) return true
  if (last?.text !== ',' && last?.text !== '(') return false
  let depth = 0
  for (let at = before.length - (last.text === ',' ? 2 : 1); at >= 0; at--) {
    const token = before[at]
    if (token?.text === ')') depth++
    else if (token?.text === '(') {
      // `FROM (` opens a subquery or a join, not a list of values.
      if (last.text === '(' && at === before.length - 1) return false
      if (depth-- === 0) return false
    } else if (depth === 0 && isWord(token, 'FROM', 'JOIN')) return true
    else if (depth === 0 && isWord(token, ...afterFrom, 'ON')) return false
  }
  return false
}

interface Block {
  from: number
  to: number
}

/** Index ranges of the tokens of each query around a place, the innermost first. */
function blocksAround(tokens: readonly Token[], close: ReadonlyMap<number, number>, place: number): Block[] {
  let blocks: Block[] = [{ from: 0, to: tokens.length }]
  for (const [index, token] of tokens.entries()) {
    if (index >= place) break
    const end = close.get(index) ?? tokens.length
    if (token.text !== '(' || end < place) continue
    // A CTE sees no column of the query that it stands before.
    if (isWord(tokens[index - 1], 'AS', 'MATERIALIZED')) blocks = []
    blocks.unshift({ from: index + 1, to: end })
  }
  return blocks.map((block) => selectOf(tokens, close, block, place))
}

/** Of several SELECTs joined by UNION the one around the place; a WITH list before it is no part of it. */
function selectOf(
  tokens: readonly Token[],
  close: ReadonlyMap<number, number>,
  block: Block,
  place: number,
): Block {
  let { from } = block
  let { to } = block
  for (let at = block.from; at < block.to; at++) {
    if (tokens[at]?.text === '(') {
      const end = close.get(at) ?? block.to
      if (end < place || at >= place) at = Math.min(end, block.to)
    } else if (isWord(tokens[at], 'UNION', 'EXCEPT', 'INTERSECT')) {
      if (at < place) from = at + 1
      else to = Math.min(to, at)
    }
  }
  return { from, to }
}

function itemsOf(
  sql: string,
  { from, to }: Block,
  close: ReadonlyMap<number, number>,
  tokens: readonly Token[],
  ctes: ReadonlySet<string>,
): FromItem[] {
  const items: FromItem[] = []
  let expecting = false
  for (let at = from; at < to; at++) {
    const token = tokens[at]
    if (isWord(token, ...joins)) expecting = true
    else if (expecting && isWord(token, 'LATERAL')) continue
    else if (expecting && token) {
      const read = readItem(sql, tokens, close, at, to, ctes)
      if (read) {
        items.push(read.item)
        at = read.next - 1
      }
      expecting = tokens[at + 1]?.text === ','
      if (expecting) at++
    } else if (token?.text === '(') at = Math.min(close.get(at) ?? to, to)
  }
  return items
}

function readItem(
  sql: string,
  tokens: readonly Token[],
  close: ReadonlyMap<number, number>,
  at: number,
  to: number,
  ctes: ReadonlySet<string>,
): { item: FromItem; next: number } | null {
  const token = tokens[at]
  if (!token || (token.kind === 'word' && !beginsAlias(token))) return null
  let end = at
  let kind: FromItem['kind'] = 'table'
  const name = identName(token) ?? null
  if (token.text === '(') {
    kind = 'subquery'
    end = close.get(at) ?? to - 1
  } else if (name === null) return null
  else if (tokens[at + 1]?.text === '(') {
    kind = 'function'
    end = close.get(at + 1) ?? to - 1
  } else {
    if (ctes.has(name.toLowerCase())) kind = 'cte'
    if (isWord(tokens[at + 1], 'AT') && tokens[at + 2]?.text === '(') end = close.get(at + 2) ?? at
  }
  const text = kind === 'table' || kind === 'cte' ? token.text : sql.slice(token.from, tokens[end]?.to)
  let next = end + 1
  if (isWord(tokens[next], 'AS')) next++
  const candidate = next < to ? tokens[next] : undefined
  const alias = beginsAlias(candidate) ? (identName(candidate) ?? null) : null
  return {
    item: { kind, name: kind === 'subquery' ? null : name, alias, from: token.from, text },
    next: alias === null ? next : next + 1,
  }
}
