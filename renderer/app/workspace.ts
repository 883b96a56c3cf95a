import { type UseQueryResult, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { RecentWorkspace } from '#shared/contract/workspace.ts'
import type { AppErrorData } from '#shared/errors.ts'
import { client, onChanged, useWorkspaceInfo, workspaceInfoKey, writesDone } from '../client/index.ts'
import { frame, type Problem, useWorkbench } from '../ui/workbench.ts'

export const recentKey = ['workspaces']

export function useRecent(): UseQueryResult<RecentWorkspace[]> {
  return useQuery({
    queryKey: recentKey,
    queryFn: ({ signal }) => client.workspace.recent(undefined, { signal }),
    staleTime: 5_000,
  })
}

/** Reads the workspace again after anything in this window changed it, and when a job ended. */
export function useFreshInfo(): void {
  const queries = useQueryClient()
  const ended = useWorkbench(({ jobs }) => jobs.filter(({ state }) => state !== 'running').length)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another job ended
  useEffect(() => void queries.invalidateQueries({ queryKey: workspaceInfoKey }), [queries, ended])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onChanged(() => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        void queries.invalidateQueries({ queryKey: workspaceInfoKey })
        void queries.invalidateQueries({ queryKey: ['git'] })
      }, 400)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [queries])
}

/** Tells the frame what of the workspace could not be read, and names the window after what it shows. */
export function useTold(): void {
  const info = useWorkspaceInfo().data
  const title = useWorkbench(({ tabs, activeTab }) => tabs.find(({ id }) => id === activeTab)?.title)
  useEffect(() => {
    document.title = [title, info?.name, 'Lakebench'].filter(Boolean).join(' · ')
  }, [title, info?.name])
  const problems = info?.problems
  useEffect(() => {
    useWorkbench.getState().setProblems('workspace', (problems ?? []).map(problemOf))
  }, [problems])
}

function problemOf({ code, message, place }: AppErrorData): Problem {
  const { file, line } = place
  return {
    id: `workspace:${code}:${file ?? ''}:${line ?? 0}:${message}`,
    severity: 'error',
    message,
    ...(line !== undefined && { line }),
    ...(file !== undefined && {
      file,
      open: () =>
        frame().openTab({
          kind: /^queries\/.+\.sql$/.test(file) ? 'explore.query' : 'text',
          title: file.slice(file.lastIndexOf('/') + 1),
          params: { path: file, ...(line !== undefined && { line: String(line) }) },
        }),
    }),
  }
}

/** What the next window of the workspace begins with, e.g. after the demo was made. */
const startKey = 'lakebench.start'

/** Says once what this window was opened for. */
export function takeStart(): string | null {
  const start = sessionStorage.getItem(startKey)
  sessionStorage.removeItem(startKey)
  return start
}

/**
 * Shows another workspace in this window (null: none). Everything of the old one is written first, by the same path
 * as when the window closes; then the window starts anew, so that no state of one workspace meets another's.
 */
export async function showWorkspace(id: string | null, start?: 'demo'): Promise<void> {
  dispatchEvent(new PageTransitionEvent('pagehide'))
  await writesDone()
  if (start) sessionStorage.setItem(startKey, start)
  // The session reads the fragment when the window starts, after the last request of the old workspace.
  location.hash = new URLSearchParams({ workspace: id ?? '' }).toString()
  location.reload()
}
