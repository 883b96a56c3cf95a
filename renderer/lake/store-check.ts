import { create } from 'zustand'
import type { CheckResult } from '#shared/contract/lake.ts'
import type { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import { appErrorOf, client, follow } from '../client/index.ts'
import { type Job, useWorkbench } from '../ui/workbench.ts'
import { paced } from './paced.ts'

type CheckState =
  | { state: 'none' }
  | { state: 'running'; readData: boolean; startedAt: number; progress: Progress | null; cancel: () => void }
  | { state: 'done'; readData: boolean; result: CheckResult; ms: number }
  | { state: 'cancelled' }
  | { state: 'failed'; readData: boolean; error: AppError }

interface StoreCheck {
  check: CheckState
}

/** The check of the store: are all objects of this workspace's snapshots there, and do they match their digests? */
export const useStoreCheck = create<StoreCheck>(() => ({ check: { state: 'none' } }))

export const closeCheck = (): void => useStoreCheck.setState({ check: { state: 'none' } })

/** Checks the store and follows it as a job. `readData` reads every byte; without it presence and size are checked. */
export async function startCheck(readData: boolean): Promise<void> {
  if (useStoreCheck.getState().check.state === 'running') return
  const abort = new AbortController()
  const startedAt = Date.now()
  const cancel = () => abort.abort()
  const job: Job = {
    id: `lake.check:${crypto.randomUUID()}`,
    name: 'Check store',
    phase: 'Verify',
    done: 0,
    total: null,
    unit: 'objects',
    startedAt,
    cancel,
    state: 'running',
  }
  const { setJob } = useWorkbench.getState()
  setJob(job)
  const show = (progress: Progress | null) =>
    useStoreCheck.setState({ check: { state: 'running', readData, startedAt, progress, cancel } })
  show(null)
  const { onProgress, flush } = paced((progress) => {
    show(progress)
    const { phase, done, total, unit } = progress
    setJob({ ...job, phase, done, total, unit })
  })
  try {
    const result = await follow<CheckResult>((options) => client.lake.check({ readData }, options), {
      signal: abort.signal,
      onProgress,
    })
    flush()
    useStoreCheck.setState({ check: { state: 'done', readData, result, ms: Date.now() - startedAt } })
    const broken = result.broken.length
    const message = broken === 0 ? 'every object is whole' : `${broken} broken`
    setJob({ ...job, cancel: undefined, state: broken === 0 ? 'done' : 'failed', message })
  } catch (thrown) {
    flush()
    const error = appErrorOf(thrown)
    const cancelled = error.kind === 'cancelled' || abort.signal.aborted
    useStoreCheck.setState({
      check: cancelled ? { state: 'cancelled' } : { state: 'failed', readData, error },
    })
    setJob({
      ...job,
      cancel: undefined,
      state: cancelled ? 'cancelled' : 'failed',
      message: cancelled ? 'Cancelled' : error.message,
    })
  }
}
