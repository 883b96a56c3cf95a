import type { HistoryEntry } from '#shared/contract/workspace.ts'
import type { Tab } from '../ui/workbench.ts'

/** A closed query tab with the text that is kept of it. */
export interface ClosedTab {
  tab: Tab
  text: string
  /** When it was closed, as an ISO time. */
  at: string
}

/** One line of history: an executed statement, or a closed tab. */
export type HistoryRow = { id: string; at: string; sql: string; from: string } & (
  | { kind: 'run'; entry: HistoryEntry }
  | { kind: 'closed'; tab: Tab }
)

/** Executed statements, and the closed tabs whose text or name holds `find` (in any case), the newest first. */
export function historyRows(entries: HistoryEntry[], closed: ClosedTab[], find: string): HistoryRow[] {
  const wanted = find.toLowerCase()
  const rows = [
    ...entries.map(
      (entry): HistoryRow => ({
        kind: 'run',
        id: entry.id,
        at: entry.startedAt,
        sql: entry.sql,
        from: entry.tab,
        entry,
      }),
    ),
    ...closed
      .map(
        ({ tab, text, at }): HistoryRow => ({
          kind: 'closed',
          id: `closed ${tab.id}`,
          at,
          sql: text,
          from: tab.params.path ?? tab.title,
          tab,
        }),
      )
      .filter(({ sql, from }) => sql.trim() !== '' && `${sql}\n${from}`.toLowerCase().includes(wanted)),
  ]
  return rows.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}
