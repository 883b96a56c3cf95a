import type { OnProgress, Progress } from '#shared/progress.ts'

/** Least time between two reports of one phase, in ms. */
const pause = 50

/**
 * Passes on as many reports as can be looked at: work on 30,000 objects tells of each of them, and a window that had
 * to read them all would stand still. Another phase, another thing worked on, and the end of a phase always pass.
 */
export function spaced(report: OnProgress, now: () => number = () => performance.now()): OnProgress {
  let last: Progress | undefined
  let at = 0
  return (progress) => {
    const other = last === undefined || last.phase !== progress.phase || last.detail !== progress.detail
    if (!other && progress.done !== progress.total && now() - at < pause) return
    last = progress
    at = now()
    report(progress)
  }
}
