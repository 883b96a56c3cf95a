import {
  keepPreviousData,
  type QueryClient,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import type { At, Catalogue } from '#shared/contract/engine.ts'
import type { FileEntry, HistoryEntry } from '#shared/contract/workspace.ts'
import { client, onChanged } from '../client/index.ts'
import { frame, useWorkbench } from '../ui/workbench.ts'
import { buildImages } from './build-images.ts'
import type { ClosedTab } from './history-rows.ts'
import { readKept } from './keep.ts'
import { onExecuted } from './run.ts'

/** What can be queried at `at`: sources with columns, macros with their docs. */
export function useCatalogue(at: At): UseQueryResult<Catalogue> {
  return useQuery({
    queryKey: ['engine', 'catalogue', at],
    queryFn: async ({ signal }) => {
      const catalogue = await client.engine.catalogue({ at }, { signal })
      if (catalogue.sources.some(({ building }) => building)) buildImages(at)
      return catalogue
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  })
}

/** Query files of the workspace, by path. */
export function useQueryFiles(): UseQueryResult<FileEntry[]> {
  return useQuery({
    queryKey: ['workspace', 'files'],
    queryFn: ({ signal }) => client.workspace.files(undefined, { signal }),
    select: (files: FileEntry[]) =>
      files
        .filter(({ path }) => path.startsWith('queries/') && path.endsWith('.sql'))
        .sort((a, b) => a.path.localeCompare(b.path)),
    retry: false,
  })
}

/** Files of charts and boards. */
export function useChartFiles(): UseQueryResult<FileEntry[]> {
  return useQuery({
    queryKey: ['workspace', 'files'],
    queryFn: ({ signal }) => client.workspace.files(undefined, { signal }),
    select: (files: FileEntry[]) => files.filter(({ path }) => /^(charts|boards)\/.+\.yml$/.test(path)),
    retry: false,
  })
}

/** Folders of the workspace, also those without a file. */
export function useFolders(): UseQueryResult<string[]> {
  return useQuery({
    queryKey: ['workspace', 'files', 'folders'],
    queryFn: ({ signal }) => client.files.folders(undefined, { signal }),
    select: (folders: string[]) => folders.filter((path) => path.startsWith('queries/')),
    retry: false,
  })
}

export function useHistory(find: string): UseQueryResult<HistoryEntry[]> {
  return useQuery({
    queryKey: ['workspace', 'history', find],
    queryFn: ({ signal }) => client.workspace.history({ find, limit: 200 }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
}

/** The closed query tabs with what is kept of their texts, the newest first. */
export function useClosedTabs(): ClosedTab[] {
  // What is closed changes with what is open.
  useWorkbench(({ tabs }) => tabs)
  const closed = frame()
    .closedTabs()
    .filter(({ tab }) => tab.kind === 'explore.query')
  const { data = [] } = useQuery({
    queryKey: ['workspace', 'closed', closed.map(({ tab, at }) => [tab.id, at])],
    queryFn: async () => {
      const texts = await Promise.all(closed.map(({ tab }) => readKept(tab.id)))
      return closed.map(({ tab, at }, index) => ({
        tab,
        text: texts[index]?.text ?? '',
        at: new Date(at).toISOString(),
      }))
    },
    placeholderData: keepPreviousData,
  })
  return data
}

/**
 * Reads again what is shown under `key`. A first answer that is still under way was asked for before the change, and
 * would be taken for the new one: it is let go.
 */
async function readAgain(queries: QueryClient, key: string, changed: boolean): Promise<void> {
  const queryKey = [key]
  if (changed) {
    await queries.cancelQueries({
      queryKey,
      predicate: (query) => query.state.data === undefined && query.isActive(),
    })
  }
  await queries.invalidateQueries({ queryKey })
}

/** Reads again what executions and finished jobs (a sync, a made demo) change. Mounted once, by the side bar. */
export function useFreshData(): void {
  const queries = useQueryClient()
  const done = useWorkbench(({ jobs }) => jobs.filter((job) => job.state === 'done').length)
  useEffect(() => {
    void readAgain(queries, 'engine', done > 0)
    void readAgain(queries, 'lake', done > 0)
  }, [queries, done])
  useEffect(
    () => onChanged(() => void queries.invalidateQueries({ queryKey: ['workspace', 'files'] })),
    [queries],
  )
  useEffect(() => {
    // A list that grows is drawn when there is time: the result and the next key come first.
    let waiting: number | null = null
    const read = () => {
      waiting = null
      void queries.invalidateQueries({ queryKey: ['workspace', 'history'] })
    }
    const stop = onExecuted(() => {
      waiting ??= requestIdleCallback(read, { timeout: 2000 })
    })
    return () => {
      stop()
      if (waiting !== null) cancelIdleCallback(waiting)
    }
  }, [queries])
}
