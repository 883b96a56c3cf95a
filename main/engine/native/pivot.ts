import { applyEdits, type Edit, isWord, lex, significant, type Token } from '#shared/sql/index.ts'

/** Words that end the list of columns after PIVOT … ON. */
const listEnds = ['USING', 'GROUP', 'ORDER', 'LIMIT', 'OFFSET', 'UNION', 'EXCEPT', 'INTERSECT']

/**
 * The text with ` IN (0)` for each column of a PIVOT that names no values. Only without it is a PIVOT several statements
 * to DuckDB, whose tree cannot be had; tables and functions are the same. Null when there is no such PIVOT.
 */
export function withPivotValues(sql: string): string | null {
  const tokens = significant(lex(sql))
  const edits: Edit[] = []
  for (const [start, token] of tokens.entries()) {
    if (isWord(token, 'PIVOT', 'PIVOT_WIDER')) edits.push(...missingValues(tokens, start + 1))
  }
  return edits.length === 0 ? null : applyEdits(sql, edits)
}

function missingValues(tokens: readonly Token[], start: number): Edit[] {
  const edits: Edit[] = []
  let depth = 0
  let inList = false
  let named = false
  let last: Token | undefined
  const close = () => {
    if (inList && last && !named) edits.push({ from: last.to, to: last.to, text: ' IN (0)' })
    named = false
  }
  for (const token of tokens.slice(start)) {
    if (depth === 0) {
      if (token.text === ')' || token.text === ';' || (inList && isWord(token, ...listEnds))) break
      if (inList && token.text === ',') close()
      else if (isWord(token, 'IN')) named = true
      else if (!inList && isWord(token, 'ON')) {
        inList = true
        continue
      }
    }
    if (['(', '[', '{'].includes(token.text)) depth++
    if ([')', ']', '}'].includes(token.text)) depth--
    last = token
  }
  close()
  return edits
}
