import { client } from '../client/index.ts'
import type { ResultHandle } from '../engine/index.ts'

/** Cells of a result above which its digest is left to an evaluation. */
const mostCells = 500_000
/** Milliseconds without a new run after which the engine is taken to be idle. */
const quiet = 1500
/** Results that wait at most; the oldest go without. */
const most = 20

interface Waiting {
  /** Of the history entry. */
  id: string
  handle: ResultHandle
  onAdded: () => void
}
const waiting: Waiting[] = []
let timer: ReturnType<typeof setTimeout> | undefined
let now: AbortController | null = null

/** Adds the result's digest to its entry in history when the window is idle; nothing is held up by it. */
export function digestLater(id: string, handle: ResultHandle, onAdded: () => void): void {
  const cells = handle.rows * handle.columns.length
  if (cells === 0 || cells > mostCells) return
  waiting.push({ id, handle, onAdded })
  if (waiting.length > most) waiting.shift()
  wait()
}

/** Called as a run starts: a digest that is being made stops, and is made when it is quiet again. */
export function pauseDigests(): void {
  now?.abort()
  wait()
}

function wait(): void {
  clearTimeout(timer)
  if (waiting.length > 0) timer = setTimeout(() => void next(), quiet)
}

async function next(): Promise<void> {
  if (now) return
  const one = waiting[0]
  if (!one) return
  const controller = new AbortController()
  now = controller
  try {
    const digest = await one.handle.digest(controller.signal)
    await client.workspace.addHistoryDigest({ id: one.id, digest })
    one.onAdded()
    drop(one)
  } catch {
    // A result that was closed, or that wasm cannot hold, has no digest; one that was paused waits again.
    if (!controller.signal.aborted) drop(one)
  } finally {
    now = null
    wait()
  }
}

function drop(one: Waiting): void {
  const at = waiting.indexOf(one)
  if (at >= 0) waiting.splice(at, 1)
}
