import { formatDuration, plural } from '../ui/index.ts'
import { type Counts, countCells } from './matrix.ts'
import type { LiveRun } from './store.ts'

/** `24 cells: 15 reused, 2 to measure, 7 to run, about 2 min 10 s, 2 at a time`. */
export function planWords(
  counts: Counts,
  { estimate, jobs, force }: { estimate: number | null; jobs: number; force: boolean },
): string {
  const toMeasure = force ? 0 : counts.measure
  const toRun = (force ? counts.total : counts.waiting) - toMeasure
  const parts = [
    !force && counts.reused > 0 && `${counts.reused} reused`,
    toMeasure > 0 && `${toMeasure} to measure`,
    toRun > 0 ? `${toRun} to run` : toMeasure === 0 && 'nothing to run',
    toRun > 0 && estimate !== null && `about ${formatDuration(estimate)}`,
    toRun > 1 && (jobs === 1 ? 'one at a time' : `${jobs} at a time`),
    force && 'each must give the same bits again',
  ]
  return `${plural(counts.total, 'cell')}: ${parts.filter(Boolean).join(', ')}`
}

/** `12 of 24 · 3 running · 1 min 5 s left`, or how it ended. */
export function liveWords(live: LiveRun, now: number): string {
  if (!live.plan) return live.state === 'running' ? 'Planning' : (live.error?.message ?? 'Stopped.')
  const counts = countCells(live.plan.cells, live.cells)
  const executed = counts.done + counts.failed
  const finished = executed + counts.reused
  switch (live.state) {
    case 'running': {
      const open = counts.total - finished
      const left = executed > 0 && open > 0 ? ((now - live.startedAt) / executed) * open : null
      return [
        `${finished} of ${counts.total}`,
        counts.running > 0 && `${counts.running} running`,
        counts.failed > 0 && `${counts.failed} failed`,
        left !== null && `${formatDuration(left)} left`,
      ]
        .filter(Boolean)
        .join(' · ')
    }
    case 'cancelled':
      return `Stopped. Finished runs are in the ledger: ${finished} of ${counts.total}`
    case 'failed':
      return `${finished} of ${counts.total} done before it failed`
    case 'done': {
      const took = formatDuration((live.endedAt ?? now) - live.startedAt)
      const parts = [
        counts.done > 0 && `${counts.done} run`,
        counts.reused > 0 && `${counts.reused} reused`,
        counts.failed > 0 && `${counts.failed} failed`,
      ]
      return `${plural(counts.total, 'cell')}: ${parts.filter(Boolean).join(', ')}, in ${took}`
    }
  }
}
