import { type Cte, ctes, ctesInScope } from './cte.ts'
import { isWord, lex, significant, type Token } from './lex.ts'
import { identName } from './names.ts'
import { scopeAt, tableIsNext } from './scope.ts'

/** A place of a statement that names a CTE; `from` and `to` are its UTF-16 range. */
export interface CteUse {
  cte: Cte
  /** `unsure`: a bare name that is the whole row unless some column is called so. */
  kind: 'definition' | 'use' | 'unsure'
  from: number
  to: number
}

/** Longer statements are not looked through while somebody waits. */
const mostCharacters = 100_000

/** Every place of one statement that names a CTE of it, in order: a name that another WITH hides is the other's. */
export function cteUses(sql: string): CteUse[] {
  if (sql.length > mostCharacters) return []
  const all = ctes(sql)
  const names = new Set(all.map(({ name }) => name.toLowerCase()))
  const tokens = significant(lex(sql))
  return tokens.flatMap((token, index): CteUse[] => {
    const name = identName(token)?.toLowerCase()
    if (name === undefined || !names.has(name)) return []
    const { from, to } = token
    const own = all.find((cte) => cte.from === from)
    if (own) return [{ cte: own, kind: 'definition', from, to }]
    const found = namedBy(sql, tokens, index, name)
    return found ? [{ ...found, from, to }] : []
  })
}

function namedBy(
  sql: string,
  tokens: readonly Token[],
  index: number,
  name: string,
): { cte: Cte; kind: 'use' | 'unsure' } | null {
  const token = tokens[index]
  const [before, after] = [tokens[index - 1], tokens[index + 1]]
  if (!token || before?.text === '.' || isWord(before, 'AS') || after?.text === '(') return null
  if (tableIsNext(tokens.slice(0, index))) {
    const cte = after?.text === '.' ? null : resolve(sql, token.from, name)
    return cte && { cte, kind: 'use' }
  }
  const item = scopeAt(sql, token.from).items.find((one) => (one.alias ?? one.name)?.toLowerCase() === name)
  if (item?.kind !== 'cte' || item.alias !== null) return null
  const cte = resolve(sql, item.from, name)
  return cte && { cte, kind: after?.text === '.' ? 'use' : 'unsure' }
}

/** The CTE that a table's name means at an offset: of the innermost WITH, and there the last. */
function resolve(sql: string, offset: number, name: string): Cte | null {
  const found = ctesInScope(sql, offset).filter((cte) => cte.name.toLowerCase() === name)
  return found.sort((a, b) => a.withFrom - b.withFrom || a.from - b.from).at(-1) ?? null
}

/** Words that end a list of what is selected. */
const afterSelect =
  'FROM WHERE GROUP HAVING ORDER LIMIT QUALIFY WINDOW UNION EXCEPT INTERSECT OFFSET USING'.split(' ')

/** The range of the name under which the first SELECT of a query gives a column: its alias, or the column as named. */
export function outputColumn(query: string, column: string): { from: number; to: number } | null {
  let depth = 0
  let inList = false
  let last: Token | undefined
  const named = () => identName(last)?.toLowerCase() === column.toLowerCase() && last?.kind !== 'string'
  for (const token of significant(lex(query))) {
    if (depth === 0 && inList && (token.text === ',' || isWord(token, ...afterSelect))) {
      if (last && named()) return { from: last.from, to: last.to }
      if (token.text !== ',') inList = false
    } else if (depth === 0 && isWord(token, 'SELECT')) inList = true
    if (/^[([{]$/.test(token.text)) depth++
    else if (/^[)\]}]$/.test(token.text)) depth--
    last = token
  }
  return inList && last && named() ? { from: last.from, to: last.to } : null
}
