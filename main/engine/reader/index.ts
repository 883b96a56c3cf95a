export type { ReaderHandlers } from './handlers.ts'
export type { Bounds, ReadFile, ReadResult, ReadTable } from './types.ts'
export { verdictFile } from './watchdog.ts'
