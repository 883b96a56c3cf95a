import { createWasmPool, type WasmPool } from '../engine/wasm/index.ts'
import type { StartWorker } from '../worker/index.ts'

/** Engine processes stay warm this long after their last run: a new one takes a second to start. */
const idleMs = 120_000

interface Warm {
  pool: WasmPool
  jobs: number
  users: number
  timer?: NodeJS.Timeout | undefined
}

const pools = new Map<StartWorker, Warm>()

/** Lends the warm engines of this host to `use`; at most `jobs` of them work at once. */
export async function withPool<Result>(
  startWorker: StartWorker,
  jobs: number,
  use: (pool: WasmPool) => Promise<Result>,
): Promise<Result> {
  let warm = pools.get(startWorker)
  if (warm && warm.jobs !== jobs && warm.users === 0) {
    closePool(startWorker)
    warm = undefined
  }
  if (!warm || warm.jobs !== jobs) warm = { pool: createWasmPool(startWorker, jobs), jobs, users: 0 }
  const lent = warm
  const shared = pools.get(startWorker) ?? lent
  pools.set(startWorker, shared)
  clearTimeout(lent.timer)
  lent.users++
  try {
    return await use(lent.pool)
  } finally {
    lent.users--
    if (lent !== pools.get(startWorker)) lent.pool.close()
    else if (lent.users === 0) {
      lent.timer = setTimeout(() => closePool(startWorker), idleMs)
      lent.timer.unref()
    }
  }
}

function closePool(startWorker: StartWorker): void {
  const warm = pools.get(startWorker)
  if (!warm || warm.users > 0) return
  clearTimeout(warm.timer)
  pools.delete(startWorker)
  warm.pool.close()
}

/** Ends the warm engines of a host that has no run under way, so that its process can end. */
export function closeEvaluationEngines(startWorker: StartWorker): void {
  closePool(startWorker)
}
