import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { MergeFile, MergeState } from '#shared/contract/git-merge.ts'
import type { RemoteState } from '#shared/contract/git-remote.ts'
import { client, typed } from '../client/index.ts'

/** What is to push and to pull, by what was fetched last. */
export function useRemoteState(): UseQueryResult<RemoteState> {
  return useQuery({
    queryKey: ['git', 'remote'],
    queryFn: ({ signal }) => typed(client.git.remote.state(undefined, { signal })),
    refetchInterval: 10_000,
    retry: false,
  })
}

/** The merge that is under way, read again while it is looked at. */
export function useMergeState(): UseQueryResult<MergeState | null> {
  return useQuery({
    queryKey: ['git', 'merge'],
    queryFn: ({ signal }) => typed(client.git.merge.state(undefined, { signal })),
    refetchInterval: 3_000,
    retry: false,
  })
}

/** The sides of a file that both changed. */
export function useMergeFile(path: string): UseQueryResult<MergeFile> {
  return useQuery({
    queryKey: ['git', 'merge-file', path],
    queryFn: ({ signal }) => typed(client.git.merge.file({ path }, { signal })),
    retry: false,
  })
}
