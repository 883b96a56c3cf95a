import { frame } from '../ui/workbench.ts'

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.yml$/, '')

/** Opens a file of `charts/` or `boards/`: the same tab, however often. */
export function openChartFile(path: string): void {
  const kind = path.startsWith('boards/') ? 'charts.board' : 'charts.chart'
  frame().openTab({ id: `chart:${path}`, kind, title: nameOf(path), params: { path } })
}

/** The file as text, beside the picture of it. */
export function openAsText(path: string, line?: number): void {
  frame().openTab({
    id: `text:${path}`,
    kind: 'text',
    title: path.slice(path.lastIndexOf('/') + 1),
    params: { path, ...(line !== undefined && { line: String(line) }) },
  })
}

/** A query over what a board shows, in Explore. */
export function openQuery(sql: string, at: Record<string, string>, title: string): void {
  frame().openTab({
    id: `draft:${crypto.randomUUID()}`,
    kind: 'explore.query',
    title,
    params: { sql, at: JSON.stringify(at) },
  })
}
