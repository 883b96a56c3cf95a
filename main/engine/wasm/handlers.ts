import { toAppError } from '#shared/errors.ts'
import type { HandlerWork } from '../../worker/index.ts'
import { createEngine, type Engine } from './engine.ts'
import { type MeasureRequest, measure, type RunRequest, type RunResponse, run } from './run.ts'

/** What the wasm process answers: one run after another, on one engine that is kept warm. */
export function wasmHandlers() {
  let engine: Promise<Engine> | undefined
  let last: Promise<unknown> = Promise.resolve()
  const warm = () => {
    engine ??= createEngine()
    return engine
  }
  const inTurn = <Result>(use: (engine: Engine) => Promise<Result>): Promise<Result> => {
    const next = last.then(async () => {
      try {
        return await use(await warm())
      } catch (thrown) {
        // After a trap the module's memory is in an unknown state: the next run gets a new one.
        if (isTrap(thrown)) engine = undefined
        throw toAppError(thrown)
      }
    })
    last = next.catch(() => undefined)
    return next
  }
  return {
    run: (request: RunRequest, work: HandlerWork): Promise<RunResponse> =>
      inTurn((engine) => run(engine, request, work)),
    /** Metrics over kept rows; null when the algorithm has to run instead. */
    measure: (request: MeasureRequest, work: HandlerWork): Promise<RunResponse | null> =>
      inTurn(async (warmed) => {
        const measured = await measure(warmed, request, work).catch((thrown) => {
          if (isTrap(thrown)) return 'not the same'
          throw thrown
        })
        if (measured === 'not the same') engine = undefined
        return typeof measured === 'string' ? null : measured
      }),
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
