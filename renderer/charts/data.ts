import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type AppError, toAppError } from '#shared/errors.ts'
import { client, typed } from '../client/index.ts'

/** Paths of the workspace's files that charts are made of: `queries/…sql` and `charts/…yml`. */
export function useWorkspaceFiles(): UseQueryResult<string[]> {
  return useQuery({
    queryKey: ['workspace', 'files'],
    queryFn: ({ signal }) => typed(client.workspace.files(undefined, { signal })),
    select: (files: { path: string }[]) => files.map(({ path }) => path).sort(),
    retry: false,
  })
}

/** Names of the sources that can be queried. */
export function useSources(): string[] {
  const { data } = useQuery({
    queryKey: ['engine', 'catalogue', {}],
    queryFn: ({ signal }) => typed(client.engine.catalogue({ at: {} }, { signal })),
    staleTime: 30_000,
    retry: false,
  })
  return data?.sources.filter(({ image }) => image !== null).map(({ name }) => name) ?? []
}

/** A text as what it says, or why it cannot be read; the last that could be read stays beside the reason. */
export function useParsed<Value>(
  path: string,
  text: string | null,
  parse: (path: string, text: string) => Value,
): { value: Value | null; error: AppError | null } {
  return useMemo(() => {
    if (text === null) return { value: null, error: null }
    try {
      return { value: parse(path, text), error: null }
    } catch (thrown) {
      return { value: null, error: toAppError(thrown) }
    }
  }, [path, text, parse])
}
