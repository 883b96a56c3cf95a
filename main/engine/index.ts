export { analyse, type NativeClient } from './analysis.ts'
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
