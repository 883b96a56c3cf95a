import { frontMatter, sqlLiteral } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { columnClass } from '../ui/data-grid/index.ts'
import { showToast } from '../ui/toast.tsx'
import { filterSql, selectFrom } from './filters.ts'
import { openDraft } from './open.ts'
import { pinnedAt } from './pinned-at.ts'
import { nameInSql } from './source-sql.ts'
import { chosenOf, tabState } from './store.ts'
import type { Execution } from './types.ts'

/** A value as a person writes it where that means the same; else the typed literal. Throws as `sqlLiteral`. */
export function plainLiteral(value: Cell, type: string): string {
  const safe = sqlLiteral(value, type)
  const text = String(value)
  const name = columnClass(type)
  if ((name === 'integer' || name === 'decimal') && /^-?\d+(\.\d+)?$/.test(text)) return text
  if (type === 'BOOLEAN') return text
  const quoted = /^CAST\(('(?:[^']|'')*') AS (VARCHAR|DATE|TIMESTAMP)\)$/.exec(safe)
  if (!quoted) return safe
  return quoted[2] === 'VARCHAR' ? `${quoted[1]}` : `${quoted[2]} ${quoted[1]}`
}

/** The statement under the filters and the sort that are on, as SQL to read and to go on with. Throws `SQL_VALUE`. */
export function queryText(
  sql: string,
  { filters, sort }: Pick<Execution, 'filters' | 'sort'>,
  columns: Column[],
): string {
  const where = filters.map((filter) =>
    filterSql(filter, columns, { name: nameInSql, literal: plainLiteral }),
  )
  const order = sort.map(
    ({ column, descending }) => `${nameInSql(column)}${descending ? ' DESC' : ''} NULLS LAST`,
  )
  return [
    selectFrom(sql, filters),
    ...(where.length > 0 ? [`WHERE ${where.join('\n  AND ')}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []),
  ]
    .join('\n')
    .concat('\n')
}

/** The header of a file, verbatim: it says the types of its parameters. Empty for a text without one. */
function headerOf(text: string): string {
  try {
    return text.slice(0, frontMatter(text)?.bodyFrom ?? 0)
  } catch {
    return ''
  }
}

/** Opens the filters and the sort of the shown result as a new draft, on the same snapshots and parameters. */
export function editAsQuery(id: string): void {
  const tab = tabState(id)
  const execution = chosenOf(tab)
  const columns = execution?.base?.columns
  if (!tab || !execution || !columns || execution.filters.length + execution.sort.length === 0) {
    showToast({ message: 'Filter or sort the result first, then edit that as a query.' })
    return
  }
  const used = Object.entries(execution.params)
  const header = used.length > 0 ? headerOf(tab.text) : ''
  openDraft(header + queryText(execution.sql, execution, columns), {
    // What `latest` meant then: a sync in between must not change the rows.
    at: execution.resolved ? pinnedAt(execution.resolved) : execution.at,
    values: Object.fromEntries(used.map(([name, value]) => [name, String(value ?? '')])),
  })
}
