/** The path of a query by what the user typed: in `queries/`, with its ending. */
export function queryPath(name: string): string {
  const clean = name
    .trim()
    .replace(/^queries\//, '')
    .replace(/\.sql$/i, '')
  return `queries/${clean}.sql`
}

/** Why a name cannot be a query's, as a sentence; null when it can. */
export function nameProblem(name: string): string | null {
  const path = queryPath(name)
  if (name.trim() === '') return 'Type a name, such as late_flights'
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part === '.sql')) {
    return 'A name has no empty part, `.` or `..`'
  }
  return /[\\\0\n]/.test(path) ? 'A name has no \\ and no line break' : null
}
