import { type QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { HandFile } from '#shared/contract/hand.ts'
import { client } from '../../client/index.ts'

/** Under `engine`: whatever makes the catalogue anew makes this list anew. */
const key = ['engine', 'hand']

/** Files at hand, the newest last. */
export function useHandFiles(): UseQueryResult<HandFile[]> {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => client.hand.list(undefined, { signal }),
    retry: false,
  })
}

/** Reads again what can be queried, after files at hand changed. */
export function refreshHand(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['engine'] })
}
