import { cancelledError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import { connectWorker, type StartWorker, type WorkerClient } from '../../worker/index.ts'
import type { WasmHandlers } from './handlers.ts'
import type { MeasureRequest, RunRequest, RunResponse } from './run.ts'

export interface WasmPool {
  /** Executes one run on a free worker, on one that is warm for the request's set where there is one. */
  run(request: RunRequest, work?: Work): Promise<RunResponse>
  /** The metrics of a run whose rows were kept, without running it; null when it has to run instead. */
  measure(request: MeasureRequest, work?: Work): Promise<RunResponse | null>
  /** DuckDB's version of this engine: part of a run's key. */
  version(): Promise<string>
  close(): void
}

interface Slot {
  client: WorkerClient<WasmHandlers>
  set: string | null
  busy: boolean
}

interface Queued {
  set: string | null
  start: (slot: Slot) => void
}

/**
 * At most `jobs` engine processes, started when needed and kept warm. A process that dies fails its run with
 * `WORKER_ENDED`; the next run gets a new one.
 */
export function createWasmPool(startWorker: StartWorker, jobs: number): WasmPool {
  const slots: Slot[] = []
  const queue: Queued[] = []
  let version: Promise<string> | undefined
  let closed = false

  const free = (set: string | null): Slot | undefined => {
    const idle = slots.filter((slot) => !slot.busy)
    const warm = idle.find((slot) => set === null || slot.set === set)
    if (warm) return warm
    if (slots.length < Math.max(1, jobs)) {
      const client = connectWorker<WasmHandlers>('wasm', startWorker)
      const slot: Slot = { client, set: null, busy: false }
      client.onRestart(() => {
        slot.set = null
      })
      slots.push(slot)
      return slot
    }
    return idle[0]
  }

  const dispatch = () => {
    for (let at = 0; at < queue.length; ) {
      const next = queue[at]
      const slot = next && free(next.set)
      if (!next || !slot) return
      queue.splice(at, 1)
      slot.busy = true
      next.start(slot)
      at = 0
    }
  }

  const withSlot = async <Result>(
    set: string | null,
    signal: AbortSignal | undefined,
    use: (slot: Slot) => Promise<Result>,
  ): Promise<Result> => {
    if (closed || signal?.aborted) throw cancelledError('The run')
    const slot = await new Promise<Slot>((resolve, reject) => {
      const queued: Queued = {
        set,
        start: (given) => {
          signal?.removeEventListener('abort', leave)
          resolve(given)
        },
      }
      const leave = () => {
        const at = queue.indexOf(queued)
        if (at >= 0) queue.splice(at, 1)
        reject(cancelledError('The run'))
      }
      signal?.addEventListener('abort', leave, { once: true })
      queue.push(queued)
      dispatch()
    })
    try {
      return await use(slot)
    } finally {
      slot.busy = false
      dispatch()
    }
  }

  return {
    run: (request, work = {}) =>
      withSlot(request.set, work.signal, async (slot) => {
        slot.set = request.set
        return slot.client.call('run', request, work)
      }),
    measure: (request, work = {}) =>
      withSlot(request.set, work.signal, async (slot) => {
        slot.set = request.set
        return slot.client.call('measure', request, work)
      }),
    version() {
      version ??= withSlot(null, undefined, (slot) => slot.client.call('version', {})).catch((thrown) => {
        version = undefined
        throw thrown
      })
      return version
    },
    close() {
      closed = true
      for (const slot of slots) slot.client.close()
    },
  }
}
