import { isReserved } from '../../reserved.ts'
import { isWord, type Token } from '../lex.ts'
import { identName } from '../names.ts'
import { readLambda } from './lambda.ts'
import { readName } from './name.ts'
import { originsOf } from './scope.ts'
import { skipType } from './skip-type.ts'
import type { Around, Reading, Scope } from './types.ts'
import { readOver } from './window.ts'

/** Where an expression stands. */
export interface Place {
  around: Around
  /** Names of lambdas and comprehensions around it, in lower case. */
  bound: ReadonlySet<string>
  /** Inside the parentheses of a call. */
  inCall: boolean
}

/** Words before a value. */
const beforeValue = 'NOT DISTINCT ALL ANY SOME CASE WHEN BOTH LEADING TRAILING ARRAY PRIOR EXISTS'.split(' ')
const values = ['NULL', 'TRUE', 'FALSE', 'DEFAULT']
/** Words between two values. */
const between = 'AND OR LIKE ILIKE GLOB ESCAPE IN BETWEEN WHEN THEN ELSE'.split(' ')
const betweenInCall = ['FROM', 'FOR', 'PLACING', 'USING']
/** Words behind a value, with how many tokens they take. */
const behind: [string[], number][] = [
  [['END'], 1],
  [['ISNULL'], 1],
  [['NOTNULL'], 1],
  [['ASC'], 1],
  [['DESC'], 1],
  [['NULLS', 'FIRST'], 2],
  [['NULLS', 'LAST'], 2],
  [['IGNORE', 'NULLS'], 2],
  [['RESPECT', 'NULLS'], 2],
]
const units =
  /^(year|month|day|hour|minute|second|millisecond|microsecond|week|quarter|decade|century|millennium)s?$|^(centuries|millennia)$/i

/**
 * Follows one expression from the token `at`, and answers with the first that is no part of it: a comma, an alias, the
 * word of another clause. A value and what stands between two values take turns, which tells a column from a keyword.
 */
export function readExpression(r: Reading, at: number, to: number, place: Place): number {
  const { tokens } = r
  let value = true
  let bound = place.bound
  let unit = false
  const words = (...some: string[]) => some.every((word, index) => isWord(tokens[at + index], word))
  while (at < to) {
    const token = tokens[at] as Token
    if (value) {
      if (words('INTERVAL') && /^(string|number|parameter)$|^punctuation$/.test(tokens[at + 1]?.kind ?? '')) {
        const next = tokens[at + 1]
        if (next?.kind !== 'punctuation' || next.text === '(') {
          unit = true
          at++
          continue
        }
      }
      const lambda = readLambda(r, at, to, { ...place, bound })
      if (lambda) {
        at = lambda.next
        bound = lambda.bound
        continue
      }
      if (token.kind === 'word' && !isCall(r, at) && isWord(token, ...beforeValue)) {
        at++
        continue
      }
      if (words('GROUPING', 'SETS')) {
        at += 2
        continue
      }
      if (token.kind === 'operator') {
        if (token.text === '*' && !countsAll(r, at)) standsForAll(r, at, place.around.scope)
        if (token.text === '*' || token.text === '#') value = false
        at += token.text === '#' ? 2 : 1
        continue
      }
      const next = readValue(r, at, to, { ...place, bound })
      if (next === at) return at
      at = next
      value = false
      continue
    }
    if (unit && token.kind === 'word' && units.test(token.text)) {
      at += isWord(tokens[at + 1], 'TO') ? 3 : 1
      unit = false
      continue
    }
    const skipped = behind.find(([some]) => words(...some))
    if (skipped) at += skipped[1]
    else if (token.kind === 'operator') {
      at++
      value = true
    } else if (token.text === '::') at = skipType(r, at + 1)
    else if (token.text === '.') at = readField(r, at, { ...place, bound })
    else if (token.text === '[' && token.kind === 'punctuation')
      at = readList(r, at, { ...place, bound }, /^[,:]$/)
    else if (isWord(token, ...between) || (place.inCall && isWord(token, ...betweenInCall))) {
      at++
      value = true
    } else if (words('NOT')) at++
    else if (words('SIMILAR', 'TO') || words('ORDER', 'BY')) {
      at += 2
      value = true
    } else if (words('AT', 'TIME', 'ZONE')) {
      at += 3
      value = true
    } else if (words('IS')) {
      at += words('IS', 'NOT') ? 2 : 1
      if (words('DISTINCT', 'FROM')) {
        at += 2
        value = true
      } else if (isWord(tokens[at], 'NULL', 'TRUE', 'FALSE', 'UNKNOWN')) at++
      else value = true
    } else if (words('COLLATE')) at = afterChain(r, at + 1)
    else if (words('OPERATOR') && tokens[at + 1]?.text === '(') {
      at = (r.close.get(at + 1) ?? to) + 1
      value = true
    } else {
      const next = readOver(r, at, { ...place, bound }, readExpression)
      if (next === at) return at
      at = next
    }
  }
  return at
}

const countsAll = (r: Reading, at: number) =>
  r.tokens[at - 1]?.text === '(' && isWord(r.tokens[at - 2], 'COUNT')

/** A star inside an expression stands for every column there is. */
function standsForAll(r: Reading, at: number, scope: Scope | null): void {
  const { from, to } = r.tokens[at] as Token
  const origins = originsOf((scope?.relations ?? []).flatMap(({ columns }) => columns))
  r.nameless.push({ kind: 'star', from, to, origins })
}

const isCall = (r: Reading, at: number) => r.tokens[at + 1]?.text === '('

function readValue(r: Reading, at: number, to: number, place: Place): number {
  const token = r.tokens[at] as Token
  if (token.kind === 'string' || token.kind === 'number' || token.kind === 'parameter') return at + 1
  if (token.kind === 'punctuation') {
    if (token.text === '(') return readGroup(r, at, place)
    if (token.text === '[') return readList(r, at, place, /^,$/)
    if (token.text === '{') return readStruct(r, at, place, false)
    return at
  }
  if (isWord(token, ...values)) return at + 1
  if (isWord(token, 'CAST', 'TRY_CAST') && isCall(r, at)) return readCast(r, at + 1, place)
  if (isWord(token, 'COLUMNS') && isCall(r, at)) {
    const end = r.close.get(at + 1) ?? to
    r.unread.push({ word: 'COLUMNS', from: token.from, to: r.tokens[end]?.to ?? token.to })
    return end + 1
  }
  if (isWord(token, 'MAP') && r.tokens[at + 1]?.text === '{') return readStruct(r, at + 1, place, true)
  if (token.kind === 'word' && r.tokens[at + 1]?.kind === 'string') return at + 2
  if (isWord(token, 'ARRAY')) return at
  if (token.kind === 'word' && isReserved(token.text) && !isCall(r, at)) return at
  return readName(r, at, place, readArguments)
}

/** Parentheses: a query, or expressions between commas. */
function readGroup(r: Reading, open: number, place: Place): number {
  const end = r.close.get(open) ?? r.tokens.length
  if (beginsQuery(r, open + 1)) r.query(open + 1, end, place.around)
  else readAll(r, open + 1, end, place, /^,$/)
  return end + 1
}

/** Expressions between separators; a part that is not understood is said to be unread. */
function readAll(r: Reading, from: number, to: number, place: Place, separator: RegExp): void {
  let at = from
  while (at < to) {
    const token = r.tokens[at]
    if (separator.test(token?.text ?? '') && token?.kind === 'punctuation') at++
    else {
      const next = readExpression(r, at, to, place)
      if (
        next < to &&
        !(separator.test(r.tokens[next]?.text ?? '') && r.tokens[next]?.kind === 'punctuation')
      ) {
        leaveUnread(r, next, to)
        return
      }
      at = next
    }
  }
}

/** Arguments of a call, from its opening parenthesis: `name := value` names no column. */
export function readArguments(r: Reading, open: number, place: Place): number {
  const end = r.close.get(open) ?? r.tokens.length
  const inside = { ...place, inCall: true }
  if (beginsQuery(r, open + 1)) {
    r.query(open + 1, end, place.around)
    return end + 1
  }
  let at = open + 1
  // extract(year FROM time): a word, no column
  if (isWord(r.tokens[open - 1], 'EXTRACT') && isWord(r.tokens[at + 1], 'FROM')) {
    r.others.add(r.tokens[at]?.from ?? -1)
    at++
    r.others.add(r.tokens[at]?.from ?? -1)
    at++
  }
  while (at < end) {
    if (r.tokens[at]?.text === ',') {
      at++
      continue
    }
    if (identName(r.tokens[at]) !== undefined && /^(:=|=>)$/.test(r.tokens[at + 1]?.text ?? '')) {
      r.others.add(r.tokens[at]?.from ?? -1)
      at += 2
    }
    const next = readExpression(r, at, end, inside)
    if (next < end && r.tokens[next]?.text !== ',') {
      leaveUnread(r, next, end)
      break
    }
    at = next
  }
  return end + 1
}

/** A list, a comprehension (`[x + 1 FOR x IN list IF x > 0]`), or the index behind a value. */
function readList(r: Reading, open: number, place: Place, separator: RegExp): number {
  const end = r.close.get(open) ?? r.tokens.length
  const loop = topLevel(r, open + 1, end, (token) => isWord(token, 'FOR'))
  if (loop === -1) {
    readAll(r, open + 1, end, place, separator)
    return end + 1
  }
  const into = topLevel(r, loop + 1, end, (token) => isWord(token, 'IN'))
  const names = r.tokens
    .slice(loop + 1, into === -1 ? end : into)
    .filter((one) => identName(one) !== undefined)
  for (const { from } of names) r.others.add(from)
  const bound = new Set([...place.bound, ...names.map((one) => (identName(one) ?? '').toLowerCase())])
  const condition = topLevel(r, into + 1, end, (token) => isWord(token, 'IF'))
  readAll(r, open + 1, loop, { ...place, bound }, /^,$/)
  readAll(r, into + 1, condition === -1 ? end : condition, place, /^,$/)
  if (condition !== -1) readAll(r, condition + 1, end, { ...place, bound }, /^,$/)
  return end + 1
}

/** `{a: 1, b: x}`: keys name no column, those of a MAP are values. */
function readStruct(r: Reading, open: number, place: Place, keyed: boolean): number {
  const end = r.close.get(open) ?? r.tokens.length
  for (let at = open + 1; at < end; ) {
    const token = r.tokens[at]
    if (token?.text === ',' || token?.text === ':') at++
    else if (!keyed && r.tokens[at + 1]?.text === ':') {
      if (token) r.others.add(token.from)
      at += 2
    } else {
      const next = readExpression(r, at, end, place)
      if (next === at || (next < end && !/^[,:]$/.test(r.tokens[next]?.text ?? ''))) {
        leaveUnread(r, next, end)
        break
      }
      at = next
    }
  }
  return end + 1
}

function readCast(r: Reading, open: number, place: Place): number {
  const end = r.close.get(open) ?? r.tokens.length
  const next = readExpression(r, open + 1, end, place)
  if (!isWord(r.tokens[next], 'AS')) leaveUnread(r, next, end)
  else if (skipType(r, next + 1) < end) leaveUnread(r, next, end)
  return end + 1
}

/** `.field` or `.method(…)` behind a value. */
function readField(r: Reading, at: number, place: Place): number {
  const field = r.tokens[at + 1]
  if (field) r.others.add(field.from)
  return r.tokens[at + 2]?.text === '(' ? readArguments(r, at + 2, place) : at + 2
}

function afterChain(r: Reading, at: number): number {
  for (;;) {
    r.others.add(r.tokens[at]?.from ?? -1)
    if (r.tokens[at + 1]?.text !== '.') return at + 1
    at += 2
  }
}

/** Says that a range of tokens is not understood. */
export function leaveUnread(r: Reading, from: number, to: number): void {
  const [first, last] = [r.tokens[from], r.tokens[to - 1]]
  if (first && last && from < to)
    r.unread.push({ word: first.text.slice(0, 40), from: first.from, to: last.to })
}

/** Index of the first token outside brackets that is asked for; -1 when there is none. */
export function topLevel(
  r: Reading,
  from: number,
  to: number,
  wanted: (token: Token, at: number) => boolean,
): number {
  for (let at = from; at < to; at++) {
    const token = r.tokens[at] as Token
    if (wanted(token, at)) return at
    at = r.close.get(at) ?? at
  }
  return -1
}

const queryWords = 'SELECT FROM WITH VALUES PIVOT UNPIVOT DESCRIBE SUMMARIZE SHOW TABLE'.split(' ')

/** Whether a query begins at a token; behind further parentheses only when one is joined to another, or ordered. */
export function beginsQuery(r: Reading, at: number): boolean {
  if (isWord(r.tokens[at], ...queryWords)) return true
  if (r.tokens[at]?.text !== '(' || !beginsQuery(r, at + 1)) return false
  const after = (r.close.get(at) ?? r.tokens.length) + 1
  return isWord(r.tokens[after], 'UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'LIMIT', 'OFFSET')
}
