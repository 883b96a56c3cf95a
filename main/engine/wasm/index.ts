export type { WasmHandlers } from './handlers.ts'
export { createWasmPool, type WasmPool } from './pool.ts'
export type { RunImage, RunMetric, RunRequest, RunResponse } from './run.ts'
