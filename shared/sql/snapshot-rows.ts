import { quoteIdent, quoteText } from './names.ts'

/** More objects than this are not named in a statement: snapshots are then compared whole. */
const mostObjects = 1000

/**
 * The rows of a source's snapshot as a statement. With `objects`, the paths that differ between two snapshots when all
 * are known, it reads their rows alone: those of all other objects are the same on both sides.
 */
export function snapshotRowsSql(source: string, objects: readonly string[] | null): string {
  if (objects === null || objects.length === 0 || objects.length > mostObjects)
    return `FROM ${quoteIdent(source)}`
  const list = objects.map(quoteText).join(', ')
  return `SELECT COLUMNS(c -> NOT starts_with(c, '_')) FROM ${quoteIdent(`${source}_raw`)} WHERE _object IN (${list})`
}
