import type { ResolvedStatement, ResolveInput } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import type { ResultHandle } from '../engine/index.ts'

export interface Resolved {
  resolved: ResolvedStatement
  handle: ResultHandle
}

type Run = (resolved: ResolvedStatement, signal: AbortSignal) => Promise<ResultHandle>
type Resolve = (input: ResolveInput, options: { signal: AbortSignal }) => Promise<ResolvedStatement>

const most = 200

/**
 * Resolves statements and runs them. One that was resolved before starts at once, as it was then, while main is asked
 * again; the result counts when main says the same, else it is dropped and the statement runs as it is now.
 */
export function createResolver(resolve: Resolve) {
  const known = new Map<string, ResolvedStatement>()
  const remember = (key: string, resolved: ResolvedStatement) => {
    known.delete(key)
    // What changes something must not start before it is known to be the right thing.
    if (resolved.yieldsRows && !resolved.stateful) known.set(key, resolved)
    const [oldest] = known.keys()
    if (known.size > most && oldest !== undefined) known.delete(oldest)
  }

  /** Throws AppError. `onResolved` hears what will count, before its rows are there. */
  return async (
    input: ResolveInput,
    run: Run,
    { signal, onResolved }: { signal: AbortSignal; onResolved?: (resolved: ResolvedStatement) => void },
  ): Promise<Resolved> => {
    const key = JSON.stringify(input)
    const guess = known.get(key)
    const early = new AbortController()
    const running = guess && run(guess, AbortSignal.any([signal, early.signal]))
    // Looked at below, once main has answered.
    running?.catch(() => undefined)
    const drop = () => {
      early.abort()
      void running?.then((handle) => handle.close()).catch(() => undefined)
    }
    const resolved = await resolve(input, { signal }).catch((thrown) => {
      drop()
      throw thrown
    })
    remember(key, resolved)
    onResolved?.(resolved)
    if (running && JSON.stringify(guess) === JSON.stringify(resolved)) {
      const handle = await running.catch((thrown) => {
        // Main was started anew between the two, and knew nothing of the set.
        if (thrown instanceof AppError && thrown.code === 'SET_UNKNOWN') return run(resolved, signal)
        throw thrown
      })
      return { resolved, handle }
    }
    drop()
    return { resolved, handle: await run(resolved, signal) }
  }
}
