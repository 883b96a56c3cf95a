import type { Find, SearchEvent, UnsavedText } from '#shared/contract/search.ts'
import { AppError } from '#shared/errors.ts'
import type { WorkerClient } from '../worker/index.ts'
import type { SearchHandlers } from './types.ts'

export type { SearchHandlers } from './types.ts'

/** No step of a search takes longer, in ms: the thread is ended then, and begins anew with the next one. */
const patience = 5_000

/** Follows a search, event by event, until it is done or `signal` aborts. */
export async function runSearch(
  worker: WorkerClient<SearchHandlers>,
  wanted: { root: string; find: Find; unsaved: UnsavedText[] },
  emit: (event: SearchEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  await follow(worker, worker.call('begin', wanted), emit, signal)
}

/** Follows a search for a column, in the same way. */
export async function runColumnSearch(
  worker: WorkerClient<SearchHandlers>,
  wanted: Parameters<SearchHandlers['beginColumns']>[0],
  emit: (event: SearchEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  await follow(worker, worker.call('beginColumns', wanted), emit, signal)
}

async function follow(
  worker: WorkerClient<SearchHandlers>,
  begun: ReturnType<SearchHandlers['begin']>,
  emit: (event: SearchEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const first = await inTime(worker, begun)
  const { id } = first
  let step: Pick<typeof first, 'files' | 'done'> = first
  for (;;) {
    if (step.files.length > 0) emit({ type: 'found', files: step.files })
    if (step.done) return emit({ type: 'done', ...step.done })
    if (signal.aborted) return void (await worker.call('stop', { id }))
    step = await inTime(worker, worker.call('more', { id }))
  }
}

/** The answer of the search thread, or `SEARCH_SLOW` when one text keeps it for too long. */
export async function inTime<Result>(
  worker: WorkerClient<SearchHandlers>,
  answer: Promise<Result>,
  most = patience,
): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const slow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new AppError({
          code: 'SEARCH_SLOW',
          kind: 'failed',
          message: 'This search takes too long and was stopped. Search for less, or in fewer files.',
        }),
      )
      worker.close()
    }, most)
  })
  try {
    return await Promise.race([answer, slow])
  } finally {
    clearTimeout(timer)
    answer.catch(() => undefined)
  }
}
