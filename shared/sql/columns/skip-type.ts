import { isWord } from '../lex.ts'
import type { Reading } from './types.ts'

/** Index behind the type that begins at a token: `DECIMAL(18, 2)[]`, `TIMESTAMP WITH TIME ZONE`. It names no column. */
export function skipType(r: Reading, from: number): number {
  let at = from + 1
  while (r.tokens[at]?.text === '.') at += 2
  if (isWord(r.tokens[at - 1], 'DOUBLE') && isWord(r.tokens[at], 'PRECISION')) at++
  if (isWord(r.tokens[at - 1], 'CHARACTER') && isWord(r.tokens[at], 'VARYING')) at++
  const after = () => (r.close.get(at) ?? r.tokens.length) + 1
  if (r.tokens[at]?.text === '(') at = after()
  if (isWord(r.tokens[at], 'WITH', 'WITHOUT') && isWord(r.tokens[at + 1], 'TIME')) at += 3
  if (isWord(r.tokens[at], 'ARRAY')) at++
  while (r.tokens[at]?.text === '[' && r.tokens[at]?.kind === 'punctuation') at = after()
  for (let index = from; index < at; index++) r.others.add(r.tokens[index]?.from ?? -1)
  return at
}
