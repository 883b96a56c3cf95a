import { keepPreviousData, type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { SnapshotDiff, SourceStatus } from '#shared/contract/lake.ts'
import { client, typed, useWorkspaceInfo } from '../client/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { byNeed } from './health.ts'

/** The sources of the workspace, the one that needs you first. */
export function useSources(): UseQueryResult<SourceStatus[]> {
  return useQuery({
    queryKey: ['lake', 'sources'],
    queryFn: ({ signal }) => typed(client.lake.sources(undefined, { signal })),
    select: byNeed<SourceStatus>,
    // Ages grow by themselves.
    refetchInterval: 60_000,
    retry: false,
  })
}

/** What differs between two snapshots. It never changes, so it is read once. */
export function useDiff(from: string, to: string): UseQueryResult<SnapshotDiff> {
  return useQuery({
    queryKey: ['lake', 'diff', from, to],
    queryFn: ({ signal }) => typed(client.lake.diff({ from, to }, { signal })),
    enabled: from !== to,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** Why nothing may leave this computer now, for controls that would; undefined where all is allowed. */
export function useRestricted(): string | undefined {
  const { data } = useWorkspaceInfo()
  return data?.restricted ? 'Off in a restricted workspace. Review trust' : undefined
}

/** Reads again what a finished job (a sync, a made demo) changed. Mounted by each screen of the lake. */
export function useFreshLake(): void {
  const queries = useQueryClient()
  const ended = useWorkbench(({ jobs }) => jobs.filter((job) => job.state !== 'running').length)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another job has ended
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['lake'] })
    void queries.invalidateQueries({ queryKey: ['engine', 'catalogue'] })
  }, [queries, ended])
}
