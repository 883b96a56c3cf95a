import { filePathProblem } from '#shared/file-name.ts'

/** The path of a query by what the user typed: in `queries/`, with its ending. */
export function queryPath(name: string): string {
  const clean = name
    .trim()
    .replace(/^queries\//, '')
    .replace(/\.sql$/i, '')
  return `queries/${clean}.sql`
}

/** Why a name cannot be a query's, as a sentence; null when it can. Folders may stand before it. */
export function nameProblem(name: string): string | null {
  if (name.trim() === '') return 'Type a name, such as late_flights'
  const stem = queryPath(name).replace(/\.sql$/, '')
  return filePathProblem(stem) ?? filePathProblem(`${stem}.sql`)
}
