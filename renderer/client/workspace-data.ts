import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { SnapshotInfo } from '#shared/contract/lake.ts'
import type { WorkspaceInfo } from '#shared/contract/workspace.ts'
import { appErrorOf, client } from './connection.ts'
import { session } from './session.ts'

/** Errors keep their AppError: its sentence, place and code. */
export async function typed<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call
  } catch (thrown) {
    throw appErrorOf(thrown)
  }
}

export const workspaceInfoKey = ['workspace', 'info']

/** The workspace of this window: name, branch, changes, trust. */
export function useWorkspaceInfo(): UseQueryResult<WorkspaceInfo> {
  return useQuery({
    queryKey: workspaceInfoKey,
    queryFn: ({ signal }) => typed(client.workspace.info(undefined, { signal })),
    staleTime: 5_000,
    enabled: session().workspace !== null,
    retry: false,
  })
}

/** Every snapshot that this workspace took, newest first; with `source`, that source's. */
export function useSnapshots(source?: string): UseQueryResult<SnapshotInfo[]> {
  return useQuery({
    queryKey: ['lake', 'snapshots'],
    queryFn: ({ signal }) => typed(client.lake.snapshots({}, { signal })),
    select: (all: SnapshotInfo[]) =>
      all
        .filter((one) => source === undefined || one.source === source)
        .sort((a, b) => (a.syncedAt < b.syncedAt ? 1 : a.syncedAt > b.syncedAt ? -1 : 0)),
    staleTime: 30_000,
    retry: false,
  })
}
