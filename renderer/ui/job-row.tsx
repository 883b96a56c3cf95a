import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { formatBytes, formatCount, formatDuration } from './format.ts'
import { Icon } from './icon.tsx'
import { Ban, CircleAlert, CircleCheck, CircleDotDashed } from './icons.ts'
import css from './job-row.module.css'
import { ProgressBar } from './state-view.tsx'
import type { Job } from './workbench.ts'

const marks = {
  running: { icon: CircleDotDashed, tone: 'info', word: 'running' },
  done: { icon: CircleCheck, tone: 'ok', word: 'done' },
  failed: { icon: CircleAlert, tone: 'error', word: 'failed' },
  cancelled: { icon: Ban, tone: 'muted', word: 'cancelled' },
} as const

/** Rate and time left of a job, from what it did so far. Pure, for tests; null while nothing can be said. */
export function estimate(job: Job, now: number): { perSecond: number; remaining: number | null } | null {
  const seconds = (now - job.startedAt) / 1000
  if (job.state !== 'running' || job.done <= 0 || seconds < 0.5) return null
  const perSecond = job.done / seconds
  return { perSecond, remaining: job.total === null ? null : ((job.total - job.done) / perSecond) * 1000 }
}

/** One job: name, phase, done of total, rate, elapsed, remaining, Cancel. */
export function JobRow({ job }: { job: Job }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (job.state !== 'running') return
    const tick = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(tick)
  }, [job.state])
  const mark = marks[job.state]
  const amount = job.unit === 'bytes' ? formatBytes : formatCount
  const unit = job.unit === 'bytes' ? '' : ` ${job.unit}`
  const guess = estimate(job, now)
  const parts = [
    job.total === null
      ? job.done > 0 && `${amount(job.done)}${unit}`
      : `${amount(job.done)} of ${amount(job.total)}${unit}`,
    guess && guess.perSecond >= 1 && `${amount(Math.round(guess.perSecond))}${unit}/s`,
    job.state === 'running' && formatDuration(Math.max(0, now - job.startedAt)),
    guess?.remaining != null && `${formatDuration(guess.remaining)} left`,
  ]
  return (
    <div className={css.row} data-state={job.state}>
      <Icon of={mark.icon} tone={mark.tone} label={mark.word} />
      <span className={css.name}>{job.name}</span>
      <span className={css.phase}>
        {job.state === 'running' ? job.phase : (job.message ?? mark.word)}
        {job.state === 'running' && job.message ? ` · ${job.message}` : ''}
      </span>
      <span className={css.figures}>{job.state === 'running' && parts.filter(Boolean).join(' · ')}</span>
      <span className={css.bar}>
        {job.state === 'running' && <ProgressBar done={job.done} total={job.total} label={job.name} />}
      </span>
      <span className={css.action}>
        {job.state === 'running' && job.cancel && (
          <Button kind="quiet" onPress={job.cancel} label={`Cancel ${job.name}`}>
            Cancel
          </Button>
        )}
      </span>
    </div>
  )
}
