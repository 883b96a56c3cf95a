import { ctesInScope, isWord, lex, significant } from '#shared/sql/index.ts'
import type { Selected } from './selection.ts'

/** The rows that an expression of a query sees: what it takes to read them. */
export interface Around {
  /** `WITH … ` of the CTEs that can be named there, or empty. */
  ctes: string
  /** `FROM … WHERE …` as the user wrote it, or empty. */
  rows: string
  /** The FROM part alone. */
  from: string
}

const endsFrom = [
  'GROUP',
  'HAVING',
  'WINDOW',
  'QUALIFY',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'UNION',
  'EXCEPT',
  'INTERSECT',
]

/** What surrounds the selection in its query, by the tokens of the statement: half of it is the engine's to judge. */
export function around(selected: Selected): Around {
  const { text, from: start } = selected.statement
  const offset = selected.from - start
  const tokens = significant(lex(text))
  // The innermost query: back to its SELECT at the same depth, forward to its end.
  let depth = 0
  let begin = -1
  const at = tokens.findIndex((token) => token.from >= offset)
  for (let index = at; index >= 0 && begin === -1; index--) {
    const token = tokens[index]
    if (index < at && (token?.text === ')' || token?.text === ']' || token?.text === '}')) depth++
    else if (index < at && (token?.text === '(' || token?.text === '[' || token?.text === '{')) depth--
    if (depth < 0 && isWord(token, 'SELECT', 'FROM')) begin = index
    if (depth < 0) depth = 0
    if (depth === 0 && isWord(token, 'SELECT')) begin = index
  }
  if (begin === -1) return { ctes: '', rows: '', from: '' }
  let open = 0
  let fromAt = -1
  let whereAt = -1
  let end = text.length
  for (let index = begin; index < tokens.length; index++) {
    const token = tokens[index]
    if (!token) break
    if (token.kind === 'punctuation' && /^[([{]$/.test(token.text)) open++
    else if (token.kind === 'punctuation' && /^[)\]}]$/.test(token.text) && --open < 0) {
      end = token.from
      break
    }
    if (open > 0) continue
    if (fromAt === -1 && isWord(token, 'FROM') && !isWord(tokens[index - 1], 'DISTINCT')) fromAt = token.from
    else if (fromAt !== -1 && isWord(token, 'WHERE')) whereAt = token.from
    else if ((fromAt !== -1 && isWord(token, ...endsFrom)) || token.text === ';') {
      end = token.from
      break
    }
  }
  const list = ctesInScope(text, offset).filter((cte) => cte.bodyTo < offset)
  const recursive = list.some((cte) => cte.recursive) ? 'RECURSIVE ' : ''
  const ctes = list.map((cte) => `${text.slice(cte.from, cte.bodyTo)}\n)`).join(', ')
  return {
    ctes: ctes && `WITH ${recursive}${ctes}\n`,
    rows: fromAt === -1 ? '' : text.slice(fromAt, end).trim(),
    from: fromAt === -1 ? '' : text.slice(fromAt, whereAt === -1 ? end : whereAt).trim(),
  }
}
