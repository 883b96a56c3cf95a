/** At most `most` tasks at once; the rest wait for their turn, and leave the queue when their signal aborts. */
export function limited(most: number) {
  let running = 0
  const queue: (() => void)[] = []
  const next = () => {
    running -= 1
    queue.shift()?.()
  }
  return async <Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> => {
    if (running >= most) {
      await new Promise<void>((resolve, reject) => {
        queue.push(resolve)
        signal?.addEventListener('abort', () => {
          const place = queue.indexOf(resolve)
          if (place >= 0) queue.splice(place, 1)
          reject(signal.reason)
        })
      })
    }
    running += 1
    try {
      signal?.throwIfAborted()
      return await task()
    } finally {
      next()
    }
  }
}
