import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { z } from 'zod'
import type { Change, FileChange, LogEntry } from '#shared/contract/git.ts'
import type { Branch, FileVersion, Shelf } from '#shared/contract/git-local.ts'
import { client, onChanged, typed } from '../client/index.ts'

export type SidedFile = z.infer<typeof FileChange>
export interface Status {
  branch: string | null
  commit: string | null
  changes: Change[]
  /** Locks that a git which was killed has left. */
  staleLocks: { name: string; since: string }[]
}

/** What differs from the last commit, read again every few seconds while it is looked at. */
export function useStatus(): UseQueryResult<Status> {
  return useQuery({
    queryKey: ['git', 'status'],
    queryFn: ({ signal }) => typed(client.git.status(undefined, { signal })),
    refetchInterval: 5_000,
    retry: false,
  })
}

/** Reads what differs from the last commit now, whatever is being read already. Throws as the status does. */
export function useReadStatus(): () => Promise<Status> {
  const queries = useQueryClient()
  return useCallback(async () => {
    const status = await typed(client.git.status())
    queries.setQueryData(['git', 'status'], status)
    return status
  }, [queries])
}

/** The newest commits of the branch. */
export function useLog(commit: string | null | undefined): UseQueryResult<LogEntry[]> {
  return useQuery({
    queryKey: ['git', 'log', commit],
    queryFn: ({ signal }) => typed(client.git.log({ limit: 200 }, { signal })),
    enabled: typeof commit === 'string',
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** One file at HEAD and as it stands now. */
export function useFileDiff(path: string): UseQueryResult<SidedFile> {
  return useQuery({
    queryKey: ['git', 'diff', path],
    queryFn: ({ signal }) => typed(client.git.diff({ path, from: null, to: null }, { signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
    retry: false,
  })
}

/** A commit with the files it changed. It never changes, so it is read once. */
export function useCommit(commit: string): UseQueryResult<{ entry: LogEntry; files: SidedFile[] }> {
  return useQuery({
    queryKey: ['git', 'show', commit],
    queryFn: ({ signal }) => typed(client.git.show({ commit }, { signal })),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

export function useBranches(): UseQueryResult<Branch[]> {
  return useQuery({
    queryKey: ['git', 'branches'],
    queryFn: ({ signal }) => typed(client.git.branches(undefined, { signal })),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Work that was put aside, newest first. */
export function useShelves(): UseQueryResult<Shelf[]> {
  return useQuery({
    queryKey: ['git', 'shelves'],
    queryFn: ({ signal }) => typed(client.git.shelves(undefined, { signal })),
    retry: false,
  })
}

/** The commits that changed one file, newest first, with the runs of each version. */
export function useFileLog(path: string): UseQueryResult<FileVersion[]> {
  return useQuery({
    queryKey: ['git', 'fileLog', path],
    queryFn: ({ signal }) => typed(client.git.fileLog({ path, limit: 200 }, { signal })),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** Reads status, history and files again. */
export function useRefreshGit(): () => void {
  const queries = useQueryClient()
  return useCallback(() => {
    void queries.invalidateQueries({ queryKey: ['git'] })
    void queries.invalidateQueries({ queryKey: ['workspace'] })
  }, [queries])
}

/** Reads the status again soon after anything in this window changed a file or made a commit. */
export function useFreshGit(): void {
  const queries = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onChanged(() => {
      clearTimeout(timer)
      timer = setTimeout(() => void queries.invalidateQueries({ queryKey: ['git'] }), 300)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [queries])
}
