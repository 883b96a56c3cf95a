import { short } from '#shared/names.ts'
import { frame } from '../ui/workbench.ts'
import { differenceSql, nameInSql } from './difference-sql.ts'

export type SourceView = 'overview' | 'contract' | 'objects' | 'snapshots' | 'rejects'

export function openSources(): void {
  frame().openTab({ id: 'lake.sources', kind: 'lake.sources', title: 'Sources', params: {} })
}

/** Opens a source; an open one changes to the view that is asked for. */
export function openSource(source: string, view?: SourceView): void {
  frame().openTab({
    id: `lake.source:${source}`,
    kind: 'lake.source',
    title: source,
    params: { source, ...(view && { view }) },
  })
}

export function openSnapshot(id: string, source?: string): void {
  frame().openTab({
    id: `lake.snapshot:${id}`,
    kind: 'lake.snapshot',
    title: source ? `${source} ${short(id)}` : short(id),
    params: { id },
  })
}

export function openDiff(source: string, from: string, to: string): void {
  frame().openTab({
    id: `lake.diff:${from}:${to}`,
    kind: 'lake.diff',
    title: `${source} ${short(from)} → ${short(to)}`,
    params: { from, to },
  })
}

/** Opens a query in Explore, at these snapshots. */
export function openQuery(title: string, sql: string, at: Record<string, string> = {}): void {
  frame().openTab({
    id: `draft:${crypto.randomUUID()}`,
    kind: 'explore.query',
    title,
    params: { sql, ...(Object.keys(at).length > 0 && { at: JSON.stringify(at) }) },
  })
}

/** A source in Explore, at one of its snapshots. */
export function querySource(source: string, at?: string): void {
  openQuery(
    at ? `${source} ${short(at)}` : source,
    `SELECT *\nFROM ${nameInSql(source)};\n`,
    at ? { [source]: at } : {},
  )
}

/** The rows that broke the contract. */
export function queryRejects(source: string, at?: string): void {
  openQuery(
    `${source} rejects`,
    `SELECT *\nFROM ${nameInSql(`${source}_rejects`)};\n`,
    at ? { [source]: at } : {},
  )
}

/** The rows that only one of two snapshots holds, as a query. `objects`: the paths that differ, when all are known. */
export function queryDifference(source: string, from: string, to: string, objects: string[] | null): void {
  openQuery(`${source} ${short(from)} → ${short(to)}`, differenceSql(source, from, to, objects))
}
