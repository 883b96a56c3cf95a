import { ctesInScope, findAt, isWord, lex, significant } from '#shared/sql/index.ts'
import { analyse, type NativeClient } from '../../engine/index.ts'
import {
  beginsQuery,
  insideParentheses,
  refuse,
  replaced,
  type Selected,
  type Selection,
  selectedPart,
  shown,
} from './selection.ts'
import { marker, shapes } from './shapes.ts'

/** A selection that can become a macro. */
export interface Extractable extends Selected {
  kind: 'scalar' | 'table'
  /** What replaces the selection, around the macro's call. */
  call(call: string): string
  /** Tables that the selection reads, and functions of it whose answer changes each time. */
  tables: string[]
}

/**
 * Decides by DuckDB's parser what the selection is: it is whole when parentheses around it change nothing, and a
 * scalar or a table by what may stand in its place. Throws `EXTRACT_SELECTION` with the place, and says what to select.
 */
export async function extractable(native: NativeClient, selection: Selection): Promise<Extractable> {
  const { text } = selection
  const outer = selectedPart(selection)
  const inner = insideParentheses(text, outer)
  const found = (await decide(native, outer)) ?? (inner && (await decide(native, inner)))
  if (!found) throw await whyNot(native, text, outer)
  const { selected, kind } = found
  const query = kind === 'table'
  const analysed = await analyse(native, query ? selected.sql : `SELECT ${selected.sql}`)
  const at = selected.statement.from
  const cte = ctesInScope(selected.statement.text, selected.from - at).find(({ name }) =>
    analysed.tables.some((table) => table.toLowerCase() === name.toLowerCase()),
  )
  if (cte) {
    throw refuse(
      text,
      selected.from,
      `The selection reads \`${cte.name}\`, which the statement defines before it. Select the query with its WITH, or extract \`${cte.name}\` first.`,
    )
  }
  const [clause] = findAt(selected.sql)
  if (clause) {
    throw refuse(
      text,
      selected.from + clause.from,
      'A macro reads the snapshot that its caller chooses: take AT out of the selection.',
    )
  }
  const [changing] = analysed.volatile
  if (changing !== undefined) {
    throw refuse(
      text,
      selected.from,
      `\`${changing}\` answers differently each time, so nothing can be proved. Make its value a part of the query around the selection.`,
    )
  }
  const parenthesised = selected.tokens[0]?.text === '('
  return {
    ...selected,
    kind,
    tables: analysed.tables,
    call: (call) => (query && !parenthesised ? `SELECT * FROM ${call}` : call),
  }
}

async function decide(
  native: NativeClient,
  selected: Selected,
): Promise<{ selected: Selected; kind: 'scalar' | 'table' } | null> {
  const [first] = selected.tokens
  const query = beginsQuery(first)
  const subquery = first?.text === '(' && beginsQuery(selected.tokens[1])
  // `x IN (SELECT …)` and EXISTS take a query in parentheses, where a call would be a list or a mistake.
  const before = significant(lex(selected.statement.text)).findLast(
    (token) => token.to <= selected.from - selected.statement.from,
  )
  if (subquery && isWord(before, 'IN', 'ANY', 'ALL', 'SOME', 'EXISTS', 'LATERAL', 'ARRAY')) return null
  const standIn = query ? `SELECT * FROM "${marker}"()` : `"${marker}"()`
  const [plain, wrapped, marked] = await shapes(native, [
    selected.statement.text,
    replaced(selected, `(${selected.sql}\n)`),
    replaced(selected, standIn),
  ])
  if (!plain?.digest || plain.digest !== wrapped?.digest || !marked?.marked) return null
  const table = marked.marked === 'table'
  // The name of a table may stand where a call may: it is nothing to extract.
  if (table && !query && !subquery) return null
  return { selected, kind: table ? 'table' : 'scalar' }
}

async function whyNot(native: NativeClient, text: string, selected: Selected) {
  const at = selected.from
  const what = shown(selected.sql)
  const [statement, alone] = await shapes(native, [selected.statement.text, `SELECT ${selected.sql}`])
  if (!statement?.digest) {
    return refuse(
      text,
      selected.statement.from,
      'The statement around the selection is no SELECT that DuckDB can read. Correct it, or select in a query.',
    )
  }
  const alias = selected.tokens.findIndex((token) => isWord(token, 'AS'))
  if (alias > 0 && alias === selected.tokens.length - 2) {
    return refuse(text, selected.tokens[alias]?.from ?? at, 'Leave the alias out of the selection.')
  }
  if (alone?.digest) {
    return refuse(
      text,
      at,
      `\`${what}\` is not a whole expression here: what stands around it binds stronger, or it is a name. Select more or less.`,
    )
  }
  return refuse(
    text,
    at,
    `\`${what}\` is neither an expression nor a query. Select an expression, or a whole SELECT or CTE body.`,
  )
}
