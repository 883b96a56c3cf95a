import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { client, typed } from '../client/index.ts'

/** The units that the contract gives to a source's fields. */
export function useUnits(source: string): (column: string) => string | undefined {
  const { data } = useQuery({
    queryKey: ['engine', 'catalogue', {}],
    queryFn: ({ signal }) => typed(client.engine.catalogue({ at: {} }, { signal })),
    staleTime: 30_000,
    retry: false,
  })
  const columns = data?.sources.find(({ name }) => name === source)?.columns
  const units = JSON.stringify(columns?.map(({ name, unit }) => [name, unit]) ?? [])
  return useCallback(
    (column: string) => new Map<string, string | undefined>(JSON.parse(units)).get(column),
    [units],
  )
}
