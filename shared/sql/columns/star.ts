import { isWord, type Token } from '../lex.ts'
import { identName } from '../names.ts'
import { leaveUnread, type Place, readExpression } from './expression.ts'
import type { From } from './from.ts'
import { columnsNamed, originsOf } from './scope.ts'
import type { Column, Columns, Reading, Relation } from './types.ts'

/**
 * Reads a star with its EXCLUDE, REPLACE and RENAME, and answers with the columns it gives: those of a table keep where
 * they come from.
 */
export function readStar(
  r: Reading,
  star: number,
  to: number,
  relations: readonly Relation[],
  tables: From,
  place: Place,
): Columns {
  const open = relations.some((relation) => relation.open)
  let columns = mergedOf(relations, tables)
  let at = star + 1
  const tied = new Set<Column>()
  while (at < to) {
    const word = r.tokens[at]?.text.toUpperCase() ?? ''
    if (!isWord(r.tokens[at], 'EXCLUDE', 'REPLACE', 'RENAME')) {
      leaveUnread(r, at, to)
      break
    }
    const listed = r.tokens[at + 1]?.text === '('
    const begin = listed ? at + 2 : at + 1
    const end = listed ? (r.close.get(at + 1) ?? to) : endOfName(r, begin)
    if (word === 'EXCLUDE') {
      const gone = excluded(r, begin, end, columns)
      columns = columns.filter((column) => !gone.has(column))
    } else if (word === 'RENAME') columns = renamedBy(r, begin, end, columns)
    else for (const column of readReplace(r, begin, end, columns, place)) tied.add(column)
    at = listed ? end + 1 : end
  }
  const token = r.tokens[star] as Token | undefined
  if (token) {
    const origins = originsOf(columns)
    r.nameless.push({ kind: 'star', from: token.from, to: token.to, origins })
  }
  return { columns: columns.map((column) => (tied.has(column) ? { ...column, sure: false } : column)), open }
}

/** A star shows a column of USING once. */
function mergedOf(relations: readonly Relation[], { merged }: From): Column[] {
  const all = relations.flatMap(({ columns }) => columns)
  const once = new Set<string>()
  return all.flatMap((column) => {
    const name = column.name?.toLowerCase() ?? ''
    if (!merged.has(name)) return [column]
    if (once.has(name)) return []
    once.add(name)
    return [{ ...column, origins: originsOf(all.filter((one) => one.name?.toLowerCase() === name)) }]
  })
}

function endOfName(r: Reading, from: number): number {
  let at = from + 1
  while (r.tokens[at]?.text === '.') at += 2
  return at
}

/** The last name of each entry between commas, with its columns. */
function named(r: Reading, token: Token | undefined, columns: readonly Column[]): Column[] {
  const name = identName(token)
  if (!token || name === undefined) return []
  const own = columnsNamed({ columns: [...columns] }, name)
  r.uses.push({
    from: token.from,
    to: token.to,
    name,
    origins: originsOf(own),
    sure: own.length === 1 && own.every(({ sure }) => sure),
    givesTo: null,
  })
  return own
}

function excluded(r: Reading, from: number, to: number, columns: readonly Column[]): Set<Column> {
  const found = new Set<Column>()
  for (let at = from; at < to; at++) {
    const token = r.tokens[at]
    if (r.tokens[at + 1]?.text === '.') {
      if (token) r.others.add(token.from)
    } else for (const column of named(r, token, columns)) found.add(column)
  }
  return found
}

function renamedBy(r: Reading, from: number, to: number, columns: readonly Column[]): Column[] {
  let now = [...columns]
  for (let at = from; at < to; at++) {
    if (!isWord(r.tokens[at], 'AS')) continue
    const [old, token] = [named(r, r.tokens[at - 1], columns), r.tokens[at + 1]]
    if (!token) continue
    const origin = {
      kind: 'output' as const,
      from: token.from,
      to: token.to,
      name: identName(token) ?? '',
      unnamedTo: null,
    }
    r.definitions.push(origin)
    now = now.map((column) =>
      old.includes(column) ? { name: origin.name, origins: [origin], sure: column.sure } : column,
    )
  }
  return now
}

/** `REPLACE (expression AS name)`: another value under the old name, so the two are tied. */
function readReplace(
  r: Reading,
  from: number,
  to: number,
  columns: readonly Column[],
  place: Place,
): Column[] {
  const tied: Column[] = []
  let at = from
  while (at < to) {
    const next = readExpression(r, at, to, place)
    if (!isWord(r.tokens[next], 'AS')) {
      leaveUnread(r, next, to)
      break
    }
    const own = named(r, r.tokens[next + 1], columns)
    const use = r.uses.at(-1)
    if (use) use.sure = false
    tied.push(...own)
    at = next + 3
  }
  return tied
}
