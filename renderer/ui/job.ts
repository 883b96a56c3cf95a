import { toAppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { type Job, useWorkbench } from './workbench.ts'

/** Finished jobs stay in the panel, the newest this many. */
const keepFinished = 20

export interface JobSpec<Result> {
  /** `Sync orders`: what the status bar and the panel call it. */
  name: string
  /** What is said of it when it is done: `Nothing new: same snapshot b81d0c4`. */
  told?: (result: Result) => string
  /** Besides the panel, e.g. for the screen that started it. */
  onProgress?: (progress: Progress) => void
  /** Stops it from outside, as Cancel in the panel does. */
  signal?: AbortSignal
}

/**
 * Runs long work as a job of the frame: it stands in the status bar and the Jobs panel, with Cancel, whatever tab is
 * shown. `work` is mostly `(work) => follow((options) => client.lake.sync({…}, options), work)`.
 * Returns what `work` returns; throws AppError (kind `cancelled` when it was stopped).
 */
export async function runJob<Result>(
  spec: JobSpec<Result>,
  work: (work: { signal: AbortSignal; onProgress: (progress: Progress) => void }) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const abort = () => controller.abort()
  if (spec.signal?.aborted) abort()
  spec.signal?.addEventListener('abort', abort)
  let job: Job = {
    id: crypto.randomUUID(),
    name: spec.name,
    phase: 'Starting',
    done: 0,
    total: null,
    unit: 'steps',
    startedAt: Date.now(),
    cancel: abort,
    state: 'running',
  }
  const tell = (change: Partial<Job>) => {
    job = { ...job, ...change }
    useWorkbench.getState().setJob(job)
  }
  tell({})
  try {
    const result = await work({
      signal: controller.signal,
      onProgress: (progress) => {
        // Ends of phases come late over a stream: a finished job stays finished.
        if (job.state !== 'running') return
        const { phase, done, total, unit, detail } = progress
        tell({ phase, done, total, unit, message: detail ?? '' })
        spec.onProgress?.(progress)
      },
    })
    tell({ state: 'done', cancel: undefined, message: spec.told?.(result) ?? 'done' })
    return result
  } catch (thrown) {
    const error = controller.signal.aborted ? null : toAppError(thrown)
    const cancelled = error === null || error.kind === 'cancelled'
    tell({
      state: cancelled ? 'cancelled' : 'failed',
      cancel: undefined,
      message: error?.message ?? 'Cancelled.',
    })
    throw toAppError(thrown)
  } finally {
    spec.signal?.removeEventListener('abort', abort)
    dropOld()
  }
}

function dropOld(): void {
  const { jobs, dropJob } = useWorkbench.getState()
  const finished = jobs.filter((job) => job.state !== 'running')
  for (const { id } of finished.slice(0, -keepFinished)) dropJob(id)
}
