import { cteUses } from './cte-uses.ts'
import { isWord, lex, significant, type Token } from './lex.ts'
import { beginsAlias, identName, quoteIdent } from './names.ts'
import { tableIsNext } from './scope.ts'
import { applyEdits, type Edit } from './text.ts'

/**
 * The query with each read of `table` replaced by a read of `by`, which keeps the name that columns are qualified
 * with; `reads` counts them. A CTE of that name is another table, and a read that only DuckDB's parser would find stays.
 */
export function replaceTable(sql: string, table: string, by: string): { sql: string; reads: number } {
  const tokens = significant(lex(sql))
  const uses = new Set(cteUses(sql).map(({ from }) => from))
  const edits: Edit[] = []
  tokens.forEach((token, index) => {
    if (identName(token)?.toLowerCase() !== table.toLowerCase() || uses.has(token.from)) return
    const next = tokens[index + 1]
    if (next?.text === '(' || next?.text === '.') return
    const start = qualifiedFrom(tokens, index)
    const before = tokens.slice(0, start)
    if (!tableIsNext(before)) return
    const named = isWord(next, 'AS') || beginsAlias(next) || isWord(before.at(-1), 'DESCRIBE', 'SUMMARIZE')
    edits.push({
      from: tokens[start]?.from ?? token.from,
      to: token.to,
      text: named ? by : `${by} AS ${quoteIdent(table.replace(/@.*$/, ''))}`,
    })
  })
  return { sql: applyEdits(sql, edits), reads: edits.length }
}

/** Index of the first part of a dotted name that ends at `index`. */
function qualifiedFrom(tokens: readonly Token[], index: number): number {
  let start = index
  while (tokens[start - 1]?.text === '.' && identName(tokens[start - 2]) !== undefined) start -= 2
  return start
}

/** Words of queries that read everything before they give their first row. */
const gathering =
  'GROUP ORDER DISTINCT OVER WINDOW QUALIFY HAVING JOIN UNION EXCEPT INTERSECT PIVOT UNPIVOT SUMMARIZE SAMPLE TABLESAMPLE'.split(
    ' ',
  )

/** Whether the first rows of a query come without reading all, as far as its words tell; aggregates are not known here. */
export function isStreaming(sql: string): boolean {
  return !lex(sql).some((token) => isWord(token, ...gathering))
}
