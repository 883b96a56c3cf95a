import type { HandlerWork } from '../../worker/index.ts'
import type { RunRequest, RunResponse } from './run.ts'

/** What the wasm process answers. */
export function wasmHandlers() {
  return {
    async run(_request: RunRequest, _work: HandlerWork): Promise<RunResponse> {
      throw new Error('not built yet')
    },
    /** DuckDB's version, e.g. `v1.4.3`. */
    async version(_input: Record<string, never>): Promise<string> {
      throw new Error('not built yet')
    },
  }
}

export type WasmHandlers = ReturnType<typeof wasmHandlers>
