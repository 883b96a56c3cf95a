import type { Progress } from '#shared/progress.ts'
import { formatBytes, formatCount, formatDuration, formatNumber } from '../ui/index.ts'
import { addSample, rateOf, remaining, type Sample } from './rate.ts'

/** What a sync of one source goes through. */
const known = ['List', 'Fetch', 'Verify', 'Build image']

export interface Phase {
  name: string
  state: 'done' | 'running' | 'waiting'
  progress: Progress | null
}

/** How far the sync of one source is. */
export interface Course {
  source: string
  phases: Phase[]
  samples: Sample[]
}

export function newCourse(source: string): Course {
  return {
    source,
    phases: known.map((name) => ({ name, state: 'waiting', progress: null })),
    samples: [],
  }
}

const amountOf = (progress: Progress) => progress.bytesDone ?? progress.done

/** The course after one more event. Phases before the one that runs are done; an unknown one joins the line. */
export function advance(course: Course, progress: Progress, at: number): Course {
  const names = course.phases.map(({ name }) => name)
  const index = names.includes(progress.phase) ? names.indexOf(progress.phase) : names.length
  const before = course.phases.find(({ state }) => state === 'running')
  const phases = (index === names.length ? [...names, progress.phase] : names).map((name, place): Phase => {
    const last = course.phases[place]?.progress ?? null
    if (place === index) return { name, state: 'running', progress }
    return place < index
      ? { name, state: 'done', progress: last }
      : { name, state: 'waiting', progress: null }
  })
  const samples = before?.name === progress.phase ? course.samples : []
  return { ...course, phases, samples: addSample(samples, { at, done: amountOf(progress) }) }
}

/** Two amounts of bytes in the unit of the larger: `96 of 212 MB`. */
export function bytesOfBytes(done: number, total: number): string {
  const [, unit = 'B'] = formatBytes(total).split(' ')
  const sizes: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 }
  const size = sizes[unit] ?? 1
  const show = (bytes: number) => formatNumber(bytes / size, total / size < 10 && size > 1 ? 1 : 0)
  return `${show(done)} of ${show(total)} ${unit}`
}

/** A guess in whole seconds. */
function about(ms: number): string {
  const whole = Math.ceil(ms / 1000)
  return whole < 60 ? `${whole} s` : formatDuration(whole * 1000)
}

/** `Fetch 18/42, 96 of 212 MB, 8.1 MB/s, 14 s left`; a phase that is over or waits is its name alone. */
export function phaseWords({ name, state, progress }: Phase, samples: Sample[]): string {
  if (state !== 'running' || !progress) return name
  const { done, total, unit, bytesDone, bytesTotal } = progress
  const inBytes = unit === 'bytes'
  const count = inBytes
    ? ''
    : total === null
      ? done > 0
        ? ` ${formatCount(done)} ${unit}`
        : ''
      : ` ${formatCount(done)}/${formatCount(total)}`
  const [bytes, all] = inBytes ? [done, total ?? undefined] : [bytesDone, bytesTotal]
  const bytesText =
    bytes === undefined || (bytes === 0 && !all)
      ? null
      : all === undefined
        ? formatBytes(bytes)
        : bytesOfBytes(bytes, all)
  const rate = rateOf(samples)
  const rateText = bytes !== undefined && rate !== null && rate > 0 ? `${formatBytes(rate)}/s` : null
  const left = remaining(bytes ?? done, bytes === undefined ? total : (all ?? null), rate)
  const parts = [bytesText, rateText, left !== null && left > 0 ? `${about(left)} left` : null]
  return [`${name}${count}`, ...parts.filter((part) => part !== null)].join(', ')
}
