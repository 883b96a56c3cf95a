import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { AppError } from '#shared/errors.ts'
import type { Progress, Work } from '#shared/progress.ts'

/** Work whose result is kept while it may be looked at again. */
export interface Compared<Result> {
  data: Result | undefined
  error: AppError | null
  progress: Progress | undefined
  /** It was cancelled, and nothing is there. */
  stopped: boolean
  cancel(): void
  again(): void
}

/** Milliseconds for which a result that nobody looks at is kept. */
const kept = 10 * 60_000

/** Runs long work once for `key`, with progress and cancel. `close` frees a result that is kept no more. */
export function useCompared<Result>(
  key: QueryKey,
  work: ((work: Work) => Promise<Result>) | null,
  close?: (result: Result) => void,
): Compared<Result> {
  const queries = useQueryClient()
  const [progress, setProgress] = useState<Progress>()
  const query = useQuery<Result, AppError>({
    queryKey: ['difference', ...key],
    queryFn: ({ signal }) => {
      setProgress(undefined)
      return work ? work({ signal, onProgress: setProgress }) : Promise.reject(new Error('nothing to do'))
    },
    enabled: work !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: kept,
    retry: false,
    refetchOnMount: false,
  })
  const name = JSON.stringify(key)
  // biome-ignore lint/correctness/useExhaustiveDependencies: one listener a key
  useEffect(() => {
    if (!close || query.data === undefined) return
    const held = query.data
    const cache = queries.getQueryCache()
    const stop = cache.subscribe(({ type, query: gone }) => {
      if (type !== 'removed' || gone.state.data !== held) return
      close(held)
      stop()
    })
    // It outlives this screen on purpose: the result does too.
  }, [name, query.data])
  return {
    data: query.data,
    error: query.error,
    progress,
    stopped:
      work !== null && query.fetchStatus === 'idle' && query.data === undefined && query.error === null,
    cancel: () => void queries.cancelQueries({ queryKey: ['difference', ...key], exact: true }),
    again: () => void query.refetch(),
  }
}
