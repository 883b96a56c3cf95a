import type { WorkerClient } from '../worker/index.ts'
import type { NativeHandlers } from './native/handlers.ts'
import type { Analysis } from './native/query-handlers.ts'

/** A client of the native process. */
export type NativeClient = WorkerClient<NativeHandlers>

const analysed = new WeakMap<NativeClient, Map<string, Promise<Analysis>>>()
const keptTexts = 5_000
/** Longer texts are not worth their memory. */
const mostCharacters = 20_000

/**
 * Names that `sql` uses, from DuckDB's own parser, without any catalogue. A text is parsed once: it says all by itself,
 * whichever workspace or commit it is of. Throws `SQL_SYNTAX` with the place.
 */
export function analyse(native: NativeClient, sql: string): Promise<Analysis> {
  const known = analysed.get(native) ?? new Map<string, Promise<Analysis>>()
  analysed.set(native, known)
  const found = known.get(sql)
  if (found) return found
  const made = native.call('analyse', { sql })
  if (sql.length > mostCharacters) return made
  const [oldest] = known.keys()
  if (known.size >= keptTexts && oldest !== undefined) known.delete(oldest)
  known.set(sql, made)
  made.catch(() => known.delete(sql))
  return made
}
