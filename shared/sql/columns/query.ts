import { isWord, type Token } from '../lex.ts'
import { identName } from '../names.ts'
import { beginsQuery, leaveUnread, readExpression, topLevel } from './expression.ts'
import { renamed } from './from.ts'
import { clausesOf, readOrder, readSelect } from './select.ts'
import type { Around, Columns, Reading } from './types.ts'

const nothingKnown: Columns = { columns: [], open: true }

/** Reads the query of a range of tokens, its WITH list first. `onFirst` hears what its first SELECT gives. */
export function readQuery(
  r: Reading,
  from: number,
  to: number,
  around: Around,
  onFirst?: (columns: Columns) => void,
): Columns {
  if (!isWord(r.tokens[from], 'WITH')) return readArms(r, from, to, around, onFirst)
  const ctes = new Map(around.ctes)
  const inside: Around = { ...around, ctes }
  const recursive = isWord(r.tokens[from + 1], 'RECURSIVE')
  let at = from + (recursive ? 2 : 1)
  for (;;) {
    const next = readCte(r, at, to, inside, ctes, recursive)
    if (next === null) {
      leaveUnread(r, at, to)
      return nothingKnown
    }
    at = next
    if (r.tokens[at]?.text !== ',') break
    at++
  }
  return readArms(r, at, to, inside, onFirst)
}

/** One entry of a WITH list; null where it is not understood. */
function readCte(
  r: Reading,
  from: number,
  to: number,
  around: Around,
  ctes: Map<string, Columns>,
  recursive: boolean,
): number | null {
  const name = r.tokens[from]
  const written = identName(name)
  if (!name || written === undefined) return null
  r.others.add(name.from)
  let at = from + 1
  let names: Token[] = []
  if (r.tokens[at]?.text === '(') {
    const end = r.close.get(at) ?? to
    names = r.tokens.slice(at + 1, end).filter((token) => identName(token) !== undefined)
    at = end + 1
  }
  if (isWord(r.tokens[at], 'USING') && isWord(r.tokens[at + 1], 'KEY')) {
    const end = r.close.get(at + 2) ?? to
    leaveUnread(r, at, end + 1)
    at = end + 1
  }
  if (!isWord(r.tokens[at], 'AS')) return null
  at++
  if (isWord(r.tokens[at], 'NOT')) at++
  if (isWord(r.tokens[at], 'MATERIALIZED')) at++
  if (r.tokens[at]?.text !== '(') return null
  const end = r.close.get(at) ?? to
  let relation: Columns | null = null
  const key = written.toLowerCase()
  const give = (columns: Columns) => {
    relation ??= renamed(r, columns, names, written)
    return relation
  }
  const own = new Map(ctes)
  const inside: Around = { ...around, ctes: own }
  const columns = readQuery(r, at + 1, end, inside, (first) => {
    if (recursive) own.set(key, give(first))
  })
  ctes.set(key, give(columns))
  return end + 1
}

/** SELECTs joined by UNION and the like: names come from the first. */
function readArms(
  r: Reading,
  from: number,
  to: number,
  around: Around,
  onFirst?: (columns: Columns) => void,
): Columns {
  const cuts: number[] = []
  for (let at = from; at < to; at++) {
    const cut = topLevel(
      r,
      at,
      to,
      (token, index) =>
        isWord(token, 'UNION', 'EXCEPT', 'INTERSECT') &&
        r.tokens[index - 1]?.text !== '.' &&
        !isWord(r.tokens[index - 1], 'AS'),
    )
    if (cut === -1) break
    cuts.push(cut)
    at = cut
  }
  if (cuts.length === 0) {
    const only = readArm(r, from, to, around)
    onFirst?.(only)
    return only
  }
  const last = cuts.at(-1) ?? from
  const behind = clausesOf(r, last + 1, to).find(({ word }) => /^(ORDER|LIMIT|OFFSET)$/.test(word))
  const end = behind ? behind.from - (behind.word === 'ORDER' ? 2 : 1) : to
  const arms: Columns[] = []
  let begin = from
  for (const cut of [...cuts, end]) {
    arms.push(readArm(r, begin, cut, around))
    if (arms.length === 1 && arms[0]) onFirst?.(arms[0])
    begin = cut + 1
    if (isWord(r.tokens[begin], 'ALL', 'DISTINCT')) begin++
    if (isWord(r.tokens[begin], 'BY') && isWord(r.tokens[begin + 1], 'NAME')) {
      leaveUnread(r, begin, begin + 2)
      begin += 2
    }
  }
  readBehind(
    r,
    end,
    to,
    around,
    arms.flatMap(({ columns }) => columns),
  )
  return arms[0] ?? nothingKnown
}

/** ORDER BY and LIMIT behind a whole query, which see what it gives and no table. */
function readBehind(r: Reading, from: number, to: number, around: Around, given: Columns['columns']): void {
  const place = {
    around: {
      ...around,
      scope: { relations: [], merged: new Set<string>(), given, first: 'given' as const, parent: null },
    },
    bound: new Set<string>(),
    inCall: false,
  }
  for (const { word, from: begin, to: end } of clausesOf(r, from, to)) {
    if (word === 'ORDER') readOrder(r, begin, end, () => place)
    else readExpression(r, begin, end, place)
  }
}

function readArm(r: Reading, from: number, to: number, around: Around): Columns {
  const first = r.tokens[from]
  if (first?.text === '(' && beginsQuery(r, from + 1)) {
    const end = r.close.get(from) ?? to
    const columns = readQuery(r, from + 1, end, around)
    readBehind(r, end + 1, to, around, columns.columns)
    return columns
  }
  if (isWord(first, 'SELECT', 'FROM')) return readSelect(r, from, to, around)
  if (isWord(first, 'WITH')) return readQuery(r, from, to, around)
  if (isWord(first, 'VALUES')) return readValues(r, from + 1, to, around)
  leaveUnread(r, from, to)
  return nothingKnown
}

function readValues(r: Reading, from: number, to: number, around: Around): Columns {
  const place = { around, bound: new Set<string>(), inCall: false }
  let at = from
  while (at < to) {
    const next = readExpression(r, at, to, place)
    if (next < to && r.tokens[next]?.text !== ',') {
      leaveUnread(r, next, to)
      break
    }
    at = next + 1
  }
  const width = widthOf(r, from)
  const columns = Array.from({ length: width }, (_, index) => ({
    name: `col${index}`,
    origins: [],
    sure: true,
  }))
  return { columns, open: false }
}

function widthOf(r: Reading, open: number): number {
  let count = 1
  const end = r.close.get(open) ?? open
  for (let at = open + 1; at < end; at++) {
    if (r.tokens[at]?.text === ',') count++
    at = r.close.get(at) ?? at
  }
  return count
}
