export type { WasmHandlers } from './handlers.ts'
export { createWasmPool, type WasmPool } from './pool.ts'
export type { MeasureRequest, RunImage, RunMetric, RunRequest, RunResponse } from './run.ts'
