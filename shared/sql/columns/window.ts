import { isWord } from '../lex.ts'
import { identName } from '../names.ts'
import type { Place } from './expression.ts'
import type { Reading } from './types.ts'

type ReadExpression = (r: Reading, at: number, to: number, place: Place) => number

/** `FILTER (WHERE …)`, `OVER …` and `WITHIN GROUP (…)` behind a call; answers with `at` itself where none stands. */
export function readOver(r: Reading, at: number, place: Place, read: ReadExpression): number {
  const { tokens, close } = r
  const open = isWord(tokens[at], 'WITHIN') && isWord(tokens[at + 1], 'GROUP') ? at + 2 : at + 1
  if (!isWord(tokens[at], 'FILTER', 'OVER', 'WITHIN')) return at
  if (tokens[open]?.text !== '(') {
    if (!isWord(tokens[at], 'OVER')) return at
    r.others.add(tokens[open]?.from ?? -1)
    return open + 1
  }
  const end = close.get(open) ?? tokens.length
  readWindow(r, open + 1, end, place, read, isWord(tokens[at], 'OVER'))
  return end + 1
}

/** Words of a window that stand for no column. */
const words = (
  'WHERE PARTITION ORDER BY ROWS RANGE GROUPS BETWEEN AND UNBOUNDED PRECEDING FOLLOWING CURRENT ROW EXCLUDE TIES ' +
  'GROUP NO OTHERS'
).split(' ')

/** What stands between the parentheses of a window: its base's name, partition, order and frame. */
export function readWindow(
  r: Reading,
  from: number,
  to: number,
  place: Place,
  read: ReadExpression,
  hasBase: boolean,
): void {
  const { tokens } = r
  let at = from
  const named = identName(tokens[at]) !== undefined && !isWord(tokens[at], ...words)
  if (hasBase && named && (at + 1 === to || isWord(tokens[at + 1], ...words))) {
    r.others.add(tokens[at]?.from ?? -1)
    at++
  }
  while (at < to) {
    if (tokens[at]?.text === ',' || isWord(tokens[at], ...words)) {
      at++
      continue
    }
    const next = read(r, at, to, place)
    at = next === at ? at + 1 : next
  }
}
