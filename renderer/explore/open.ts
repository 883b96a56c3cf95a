import type { HistoryEntry } from '#shared/contract/workspace.ts'
import { frame } from '../ui/workbench.ts'

const fileName = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** Opens a query file: the same tab, however often. */
export function openQueryFile(path: string): void {
  frame().openTab({ id: `query:${path}`, kind: 'explore.query', title: fileName(path), params: { path } })
}

/** Opens a new draft with this text, on the snapshots `at` and with `values` of its parameters. */
export function openDraft(
  sql = '',
  options: { title?: string; at?: Record<string, string>; values?: Record<string, string> } = {},
): void {
  const { title = 'draft', at, values } = options
  frame().openTab({
    id: `draft:${crypto.randomUUID()}`,
    kind: 'explore.query',
    title,
    params: {
      ...(sql && { sql }),
      ...(at && { at: JSON.stringify(at) }),
      ...(values && { values: JSON.stringify(values) }),
    },
  })
}

/** Opens what was executed, on the very snapshots it read and with the values that it had. */
export function openHistory(entry: HistoryEntry): void {
  const at = Object.fromEntries(
    entry.reads.flatMap(({ source, snapshot, file }) => (file ? [] : [[source, snapshot]])),
  )
  const values = Object.fromEntries(
    Object.entries(entry.params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
  const name = entry.tab === 'draft' ? 'draft' : fileName(entry.tab)
  openDraft(entry.sql, { title: `${name} ${entry.startedAt.slice(11, 16)}`, at, values })
}
