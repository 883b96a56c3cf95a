import { toAppError } from '#shared/errors.ts'
import type { HandlerWork } from '../../worker/index.ts'
import { createEngine, type Engine } from './engine.ts'
import { type RunRequest, type RunResponse, run } from './run.ts'

/** What the wasm process answers: one run after another, on one engine that is kept warm. */
export function wasmHandlers() {
  let engine: Promise<Engine> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const warm = () => {
    engine ??= createEngine()
    return engine
  }
  return {
    run(request: RunRequest, work: HandlerWork): Promise<RunResponse> {
      const next = last.then(async () => {
        try {
          return await run(await warm(), request, work)
        } catch (thrown) {
          // After a trap the module's memory is in an unknown state: the next run gets a new one.
          if (isTrap(thrown)) engine = undefined
          throw toAppError(thrown)
        }
      })
      last = next.catch(() => undefined)
      return next
    },
    /** DuckDB's version, e.g. `v1.4.3`. */
    async version(_input: Record<string, never>): Promise<string> {
      return (await warm()).version
    },
  }
}

export type WasmHandlers = ReturnType<typeof wasmHandlers>

function isTrap(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return true
  }
  return false
}
