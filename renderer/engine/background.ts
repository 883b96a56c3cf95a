import { cancelledError } from '#shared/errors.ts'

/** Milliseconds without anything of the user's under way after which work in the background goes on. */
const moment = 120

/** Work that must never delay what the user waits for: it runs while nothing of the user's does. */
export function createBackground() {
  let inUse = 0
  let usedAt = Number.NEGATIVE_INFINITY
  const running = new Set<AbortController>()

  /** Fulfilled once nothing of the user's has run for `rest` milliseconds. */
  const idle = async (signal: AbortSignal | undefined, rest: number): Promise<void> => {
    for (;;) {
      if (signal?.aborted) throw cancelledError('The profile')
      const wait = inUse > 0 ? moment : usedAt + rest - performance.now()
      if (wait <= 0) return
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  return {
    /** A step that the user waits for. What runs in the background stops at once, and begins again afterwards. */
    async use<Result>(step: () => Promise<Result>): Promise<Result> {
      inUse += 1
      for (const controller of running) controller.abort()
      try {
        return await step()
      } finally {
        inUse -= 1
        usedAt = performance.now()
      }
    },
    /**
     * Runs a task once nothing of the user's has run for `rest` milliseconds, from its beginning as often as it was
     * stopped. Throws AppError.
     */
    async run<Result>(
      task: (signal: AbortSignal) => Promise<Result>,
      signal?: AbortSignal,
      rest = moment,
    ): Promise<Result> {
      for (;;) {
        await idle(signal, rest)
        const controller = new AbortController()
        const stop = () => controller.abort()
        signal?.addEventListener('abort', stop)
        running.add(controller)
        try {
          return await task(controller.signal)
        } catch (thrown) {
          if (!controller.signal.aborted || signal?.aborted) throw thrown
        } finally {
          running.delete(controller)
          signal?.removeEventListener('abort', stop)
        }
      }
    },
  }
}
