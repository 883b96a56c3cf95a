import type { Token } from '../lex.ts'
import { identName } from '../names.ts'
import type { Place } from './expression.ts'
import { columnsNamed, type Found, findColumn, findRelation, originsOf } from './scope.ts'
import type { Reading, Relation, Scope } from './types.ts'

type ReadArguments = (r: Reading, open: number, place: Place) => number

/** Follows a name with what stands behind its dots, or a call; answers with the token after it. */
export function readName(r: Reading, from: number, place: Place, readArguments: ReadArguments): number {
  const { tokens } = r
  if (identName(tokens[from]) === undefined) return from
  const parts: Token[] = [tokens[from] as Token]
  let at = from + 1
  while (tokens[at]?.text === '.' && identName(tokens[at + 1]) !== undefined) {
    parts.push(tokens[at + 1] as Token)
    at += 2
  }
  const call = tokens[at]?.text === '('
  if (call) r.others.add(parts.pop()?.from ?? -1)
  const star = tokens[at]?.text === '.' && tokens[at + 1]?.text === '*'
  if (star) {
    readStarOf(r, parts, place)
    return at + 2
  }
  if (parts.length > 0) resolve(r, parts, place)
  return call ? readArguments(r, at, place) : at
}

/** Says what the parts of `a.b.c` are. What is found nowhere stays unknown. */
function resolve(r: Reading, parts: readonly Token[], { around: { scope }, bound }: Place): void {
  const names = parts.map((part) => identName(part) ?? '')
  const meaning = bound.has(names[0]?.toLowerCase() ?? '') ? 'other' : meaningOf(r, names, scope)
  const named = typeof meaning === 'object' && 'part' in meaning ? parts[meaning.part] : undefined
  // ORDER BY behind UNION may even mean an expression of the same text.
  const told = meaning === 'unknown' ? parts.slice(1) : parts.filter((part) => part !== named)
  for (const { from } of told) r.others.add(from)
  const [first] = parts
  if (typeof meaning !== 'object' || !first) return
  if ('row' in meaning) {
    const origins = originsOf(meaning.row.columns)
    r.nameless.push({ kind: 'row', from: first.from, to: first.to, origins })
  } else if (named) {
    const { part, found } = meaning
    r.uses.push({ from: named.from, to: named.to, name: names[part] ?? '', ...found, givesTo: null })
  }
}

type Meaning = { part: number; found: Found } | { row: Relation } | 'other' | 'unknown'

/** A table's column before a column's field, and a column before a whole row. */
function meaningOf(r: Reading, names: readonly string[], scope: Scope | null): Meaning {
  const [first = '', second, third] = names
  const relation = findRelation(scope, first)
  const column = findColumn(scope, first)
  if (second !== undefined && relation) {
    const own = columnsNamed(relation, second)
    // The column of a query further in comes before a table of one further out.
    const hidden = column !== null && !scope?.relations.includes(relation)
    if (own.length > 0 && hidden)
      return { part: 1, found: { origins: originsOf([...own, { name: second, ...column }]), sure: false } }
    const sure = own.length === 1 && !relation.open && own.every((one) => one.sure)
    if (own.length > 0) return { part: 1, found: { origins: originsOf(own), sure } }
    if (relation.open) return 'other'
  }
  const param = r.params.has(first.toLowerCase())
  if (column) return { part: 0, found: param ? { ...column, sure: false } : column }
  if (second === undefined) return relation ? { row: relation } : param ? 'other' : 'unknown'
  // schema.table.column
  const inSchema = findRelation(scope, second)
  const own = inSchema && third !== undefined ? columnsNamed(inSchema, third) : []
  if (own.length > 0) return { part: 2, found: { origins: originsOf(own), sure: false } }
  return param ? 'other' : 'unknown'
}

/** `t.*` inside an expression: the whole table, or the fields of a column. */
function readStarOf(r: Reading, parts: readonly Token[], place: Place): void {
  const [only] = parts
  const relation = only && parts.length === 1 ? findRelation(place.around.scope, identName(only) ?? '') : null
  if (!only || !relation) {
    resolve(r, parts, place)
    return
  }
  r.others.add(only.from)
  const origins = originsOf(relation.columns)
  r.nameless.push({ kind: 'star', from: only.from, to: only.to, origins })
}
