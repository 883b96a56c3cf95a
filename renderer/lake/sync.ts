import { create } from 'zustand'
import type { SyncResult } from '#shared/contract/lake.ts'
import type { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client, follow } from '../client/index.ts'
import { frame, type Job, useWorkbench } from '../ui/workbench.ts'
import { paced } from './paced.ts'
import { advance, type Course, newCourse } from './phases.ts'
import { cancelledWords, syncedWords } from './sync-words.ts'

export interface SyncRun {
  /** What was asked for; empty: all. */
  sources: string[]
  name: string
  startedAt: number
  /** The source that is worked on now. */
  course: Course | null
  /** Sources that came before it in this run. */
  behind: string[]
  cancel: () => void
  cancelling: boolean
}

export type SyncOutcome =
  | { kind: 'done'; words: string; result: SyncResult }
  | { kind: 'cancelled'; words: string }
  | { kind: 'failed'; name: string; sources: string[]; error: AppError }

interface SyncState {
  running: SyncRun | null
  /** How the last one ended, until it is dismissed or another begins. */
  outcome: SyncOutcome | null
}

/** The sync of this window: one at a time. */
export const useSync = create<SyncState>(() => ({ running: null, outcome: null }))

export const dismissOutcome = (): void => useSync.setState({ outcome: null })

const nameOf = (sources: string[]) =>
  sources.length === 0
    ? 'Sync all'
    : sources.length === 1
      ? `Sync ${sources[0]}`
      : `Sync ${sources.length} sources`

/** Starts a sync of these sources (none: all of them) and follows it as a job. Nothing when one runs already. */
export async function startSync(sources: string[]): Promise<void> {
  if (useSync.getState().running) return
  const abort = new AbortController()
  const name = nameOf(sources)
  const job: Job = {
    id: `lake.sync:${crypto.randomUUID()}`,
    name,
    phase: 'List',
    done: 0,
    total: null,
    unit: 'objects',
    startedAt: Date.now(),
    cancel: () => {
      abort.abort()
      useSync.setState(({ running }) => ({ running: running && { ...running, cancelling: true } }))
    },
    state: 'running',
  }
  const run: SyncRun = {
    sources,
    name,
    startedAt: job.startedAt,
    course: null,
    behind: [],
    cancel: () => job.cancel?.(),
    cancelling: false,
  }
  useSync.setState({ running: run, outcome: null })
  const { setJob } = useWorkbench.getState()
  setJob(job)
  const { onProgress, flush } = paced((progress) => setJob({ ...job, ...advanceRun(progress, sources) }))
  try {
    const result = await follow<SyncResult>(
      (options) => client.lake.sync({ sources, rehash: false }, options),
      {
        signal: abort.signal,
        onProgress,
      },
    )
    flush()
    const words = syncedWords(result)
    end({ kind: 'done', words, result })
    const failed = result.failed.length > 0
    setJob({ ...job, cancel: undefined, state: failed ? 'failed' : 'done', message: words })
  } catch (thrown) {
    flush()
    const error = appErrorOf(thrown)
    if (error.kind === 'cancelled' || abort.signal.aborted) {
      const words = cancelledWords(useSync.getState().running?.course ?? null)
      end({ kind: 'cancelled', words })
      setJob({ ...job, cancel: undefined, state: 'cancelled', message: words })
    } else {
      end({ kind: 'failed', name, sources, error })
      setJob({ ...job, cancel: undefined, state: 'failed', message: error.message })
    }
  }
}

/** Where nobody looks at the lake, the outcome is told in a toast. */
function end(outcome: SyncOutcome): void {
  useSync.setState({ running: null, outcome })
  const { tabs, activeTab } = useWorkbench.getState()
  if (tabs.find(({ id }) => id === activeTab)?.kind.startsWith('lake.source')) return
  if (outcome.kind === 'failed') frame().toast({ message: outcome.error.message, tone: 'error' })
  else frame().toast({ message: outcome.words })
}

function advanceRun(progress: Progress, asked: string[]): Partial<Job> {
  const source = progress.detail ?? asked[0] ?? ''
  useSync.setState(({ running }) => {
    if (!running) return {}
    const same = running.course?.source === source
    const course = same && running.course ? running.course : newCourse(source)
    const behind =
      same || !running.course ? running.behind : [...new Set([...running.behind, running.course.source])]
    return { running: { ...running, behind, course: advance(course, progress, Date.now()) } }
  })
  const { phase, done, total, unit } = progress
  return { phase, done, total, unit, ...(progress.detail && { message: progress.detail }) }
}
