import { createWasmPool, type WasmPool } from '../engine/wasm/index.ts'
import type { StartWorker } from '../worker/index.ts'

/** Engine processes stay warm this long after their last run: a new one takes a second to start. */
const idleMs = 120_000

/** A query hears a cancel between two slices of its work; one whose slice takes longer than this is ended. */
const patienceMs = 1000

interface Warm {
  pool: WasmPool
  jobs: number
  users: number
  timer?: NodeJS.Timeout | undefined
}

const warmPools = new Map<StartWorker, Warm>()

/** Lends the warm engines of this host to `use`; at most `jobs` of them work at once. */
export async function withPool<Result>(
  startWorker: StartWorker,
  { jobs, signal }: { jobs: number; signal?: AbortSignal | undefined },
  use: (pool: WasmPool) => Promise<Result>,
): Promise<Result> {
  const lent = borrow(startWorker, jobs)
  const end = () => {
    if (warmPools.get(startWorker) === lent) warmPools.delete(startWorker)
    lent.pool.close()
  }
  let patience: NodeJS.Timeout | undefined
  const onAbort = () => {
    patience = setTimeout(end, patienceMs)
  }
  signal?.addEventListener('abort', onAbort)
  try {
    return await use(lent.pool)
  } finally {
    signal?.removeEventListener('abort', onAbort)
    clearTimeout(patience)
    lent.users--
    if (lent.users === 0) {
      if (warmPools.get(startWorker) === lent) {
        lent.timer = setTimeout(() => closeEvaluationEngines(startWorker), idleMs)
        lent.timer.unref()
      } else lent.pool.close()
    }
  }
}

/** The host's warm engines, or new ones in their place when another number of them is asked for. */
function borrow(startWorker: StartWorker, jobs: number): Warm {
  const known = warmPools.get(startWorker)
  if (known?.jobs === jobs) {
    clearTimeout(known.timer)
    known.users++
    return known
  }
  // Engines that are still at work end with their last run.
  if (known) closeEvaluationEngines(startWorker)
  const made: Warm = { pool: createWasmPool(startWorker, jobs), jobs, users: 1 }
  warmPools.set(startWorker, made)
  return made
}

/** Lets go of a host's warm engines, so that its process can end; those at work end with their last run. */
export function closeEvaluationEngines(startWorker: StartWorker): void {
  const warm = warmPools.get(startWorker)
  if (!warm) return
  clearTimeout(warm.timer)
  warmPools.delete(startWorker)
  if (warm.users === 0) warm.pool.close()
}
