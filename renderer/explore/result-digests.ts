import { toAppError } from '#shared/errors.ts'
import { client } from '../client/index.ts'
import { digestQuietly, type ResultHandle } from '../engine/index.ts'

/** Cells of a result above which its digest is left to an evaluation. */
const mostCells = 500_000
/** Results that wait at most; the oldest go without. */
const most = 20
/** A digest whose engine stopped is begun again, so often at most. */
const mostTries = 4

interface Waiting {
  /** Of the history entry. */
  id: string
  handle: ResultHandle
  onAdded: () => void
}
const waiting: Waiting[] = []
let working = false

/** Adds the result's digest to its entry in history when the window is idle; nothing is held up by it. */
export function digestLater(id: string, handle: ResultHandle, onAdded: () => void): void {
  const cells = handle.rows * handle.columns.length
  if (cells === 0 || cells > mostCells) return
  waiting.push({ id, handle, onAdded })
  if (waiting.length > most) waiting.shift()
  if (!working) void work()
}

async function work(): Promise<void> {
  working = true
  for (let one = waiting.shift(); one; one = waiting.shift()) await add(one)
  working = false
}

async function add({ id, handle, onAdded }: Waiting): Promise<void> {
  for (let tries = 1; tries <= mostTries; tries++) {
    try {
      await client.workspace.addHistoryDigest({ id, digest: await digestQuietly(handle) })
      onAdded()
      return
    } catch (thrown) {
      // An engine that stops under it (the loser of a race that did not heed its cancel) is made again. A result that
      // was closed, or that wasm cannot hold, has no digest.
      if (toAppError(thrown).code !== 'ENGINE_STOPPED') return
    }
  }
}
