import type { WorkerClient } from '../worker/index.ts'
import type { NativeHandlers } from './native/handlers.ts'
import type { Analysis } from './native/query-handlers.ts'

export type { NativeHandlers } from './native/handlers.ts'
export type { Analysis, CheckProblem, QueryResult, Vocabulary } from './native/query-handlers.ts'
export {
  type AttachedImage,
  bareSet,
  beforeSchema,
  engineSet,
  type ImageFile,
  imageAlias,
  imageTable,
  type NativeSet,
  nativeSet,
  pairSet,
  snapshotView,
  viewSuffixes,
} from './set.ts'

/** A client of the native process. */
export type NativeClient = WorkerClient<NativeHandlers>

/** Names that `sql` uses, from DuckDB's own parser, without any catalogue. Throws `SQL_SYNTAX` with the place. */
export function analyse(native: NativeClient, sql: string): Promise<Analysis> {
  return native.call('analyse', { sql })
}
