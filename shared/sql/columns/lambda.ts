import { isWord } from '../lex.ts'
import { identName } from '../names.ts'
import type { Place } from './expression.ts'
import { findColumn } from './scope.ts'
import type { Reading } from './types.ts'

/** The head of a lambda at a token: where its body begins, and the names that are bound in it. Null where none is. */
export function readLambda(
  r: Reading,
  at: number,
  to: number,
  place: Place,
): { next: number; bound: ReadonlySet<string> } | null {
  const { tokens } = r
  const bind = (from: number, end: number, next: number) => {
    const names = tokens.slice(from, end).filter((token) => identName(token) !== undefined)
    for (const token of names) {
      const name = identName(token) ?? ''
      // `a -> b` may also be JSON of a column.
      const found = end + 1 === next && isArrow(r, end) ? findColumn(place.around.scope, name) : null
      if (found) r.uses.push({ from: token.from, to: token.to, name, ...found, sure: false, givesTo: null })
      else r.others.add(token.from)
    }
    const bound = new Set([...place.bound, ...names.map((token) => (identName(token) ?? '').toLowerCase())])
    return { next, bound }
  }
  if (isWord(tokens[at], 'LAMBDA')) {
    let colon = at + 1
    while (colon < to && tokens[colon]?.text !== ':') colon++
    return bind(at + 1, colon, colon + 1)
  }
  if (!place.inCall) return null
  if (tokens[at]?.text === '(') {
    const end = r.close.get(at) ?? to
    const names = tokens.slice(at + 1, end)
    const plain = names.every((token, index) =>
      index % 2 === 0 ? identName(token) !== undefined : token.text === ',',
    )
    return plain && names.length > 0 && isArrow(r, end + 1) ? bind(at + 1, end, end + 2) : null
  }
  if (identName(tokens[at]) === undefined || !isArrow(r, at + 1)) return null
  const body = tokens[at + 2]
  const json = body?.kind === 'string' || body?.kind === 'number' || body?.kind === 'parameter'
  return json ? null : bind(at, at + 1, at + 2)
}

const isArrow = (r: Reading, at: number) => r.tokens[at]?.kind === 'operator' && r.tokens[at]?.text === '->'
