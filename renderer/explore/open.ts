import type { HistoryEntry } from '#shared/contract/workspace.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import { frame } from '../ui/workbench.ts'

const fileName = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** Opens a query file: the same tab, however often. */
export function openQueryFile(path: string): void {
  frame().openTab({ id: `query:${path}`, kind: 'explore.query', title: fileName(path), params: { path } })
}

/** Opens a new draft with this text. */
export function openDraft(sql = '', options: { title?: string; at?: Record<string, string> } = {}): void {
  const { title = 'draft', at } = options
  frame().openTab({
    id: `draft:${crypto.randomUUID()}`,
    kind: 'explore.query',
    title,
    params: { ...(sql && { sql }), ...(at && { at: JSON.stringify(at) }) },
  })
}

const plainName = /^[a-z_][a-z0-9_]*$/

/** A name as a person writes it: quoted only where it must be. */
export function nameInSql(name: string): string {
  return plainName.test(name) ? name : quoteIdent(name)
}

/** `SELECT` with the columns of a source, one a line when there are many. */
export function selectOf(source: string, columns: string[]): string {
  const names = columns.map(nameInSql)
  const list =
    names.length === 0 ? '* ' : names.length > 4 ? `\n  ${names.join(',\n  ')}\n` : `${names.join(', ')} `
  return `SELECT ${list}FROM ${nameInSql(source)}\nLIMIT 1000;\n`
}

/** Opens what was executed, on the very snapshots it read. */
export function openHistory(entry: HistoryEntry): void {
  const at = Object.fromEntries(entry.reads.map(({ source, snapshot }) => [source, snapshot]))
  const name = entry.tab === 'draft' ? 'draft' : fileName(entry.tab)
  openDraft(entry.sql, { title: `${name} ${entry.startedAt.slice(11, 16)}`, at })
}
