/** Operations that change files, commits or the lake: what is shown of the workspace is read again after them. */
const changing =
  /\/rpc\/(workspace\/(write|remove|undo|trust)|files\/(?!folders|kept)\w+|git\/(commit|discard|undoDiscard|undoDrop|shelve|remote\/add|merge\/(choose|complete|abort)|\w+(Branch|Shelf))|toolbox\/(extract|rename)|lake\/sync|evaluation\/run)$/
/** Operations that a closing window must not cut off. */
const writing = /\/rpc\/workspace\/(setState|write|addHistory)$/

const listeners = new Set<() => void>()
let open = 0
let waiters: (() => void)[] = []

/** Calls `listener` after each operation that changed the workspace. Returns what stops it. */
export function onChanged(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Fulfilled when no write is under way, at the latest after two seconds. */
export function writesDone(): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => (open === 0 ? resolve() : void waiters.push(settle))
    setTimeout(resolve, 2000)
    // Writes that are queued behind a promise begin first.
    setTimeout(settle, 0)
  })
}

function ended(): void {
  open -= 1
  if (open > 0) return
  const ready = waiters
  waiters = []
  // A write may be followed by the next at once.
  setTimeout(() => {
    for (const wake of ready) wake()
  }, 0)
}

/** `fetch` that knows of writes. */
export async function watchedFetch(request: Request, init?: RequestInit): Promise<Response> {
  const { pathname } = new URL(request.url)
  const counts = writing.test(pathname)
  if (counts) open += 1
  try {
    const response = await fetch(request, init)
    if (response.ok && changing.test(pathname)) for (const listener of listeners) listener()
    return response
  } finally {
    if (counts) ended()
  }
}
