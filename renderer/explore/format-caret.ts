import { lex, significant } from '#shared/sql/index.ts'

/** Where a caret stands in a text of the same tokens: in the same token, or before the one that it stood before. */
export function caretAfter(before: string, after: string, caret: number): number {
  const index = significant(lex(before)).findIndex(({ to }) => caret < to)
  const token = significant(lex(before))[index]
  const same = significant(lex(after))[index]
  if (!token || !same) return after.length
  return same.from + Math.max(0, Math.min(caret - token.from, same.to - same.from))
}
