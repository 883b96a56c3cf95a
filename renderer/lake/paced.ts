import type { Progress } from '#shared/progress.ts'

/** What a screen can show of work that reports each of 100,000 objects, in ms between two looks. */
const pause = 120

/** Passes on the newest progress a few times a second; another phase or source is passed on at once. */
export function paced(show: (progress: Progress) => void): {
  onProgress: (progress: Progress) => void
  /** Passes on what waits. To be called when the work is over. */
  flush: () => void
} {
  let last: Progress | null = null
  let waiting: Progress | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const pass = (progress: Progress) => {
    last = progress
    waiting = null
    show(progress)
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (waiting) pass(waiting)
  }
  return {
    flush,
    onProgress(progress) {
      const other = last === null || last.phase !== progress.phase || last.detail !== progress.detail
      if (other) {
        flush()
        pass(progress)
        return
      }
      waiting = progress
      timer ??= setTimeout(flush, pause)
    },
  }
}
