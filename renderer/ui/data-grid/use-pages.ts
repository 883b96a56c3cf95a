import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Cell } from '#shared/value.ts'
import { columnDecimals } from './cell-format.ts'
import { createPageCache, type PageCache } from './page-cache.ts'
import type { GridSource } from './types.ts'

/** The pages of a source, the version that counts their arrivals, and the decimals of each column so far. */
export interface Pages {
  cache: PageCache
  version: number
  decimals: readonly number[]
}

/** The pages of a source for as long as it is shown. */
export function usePages(source: GridSource): Pages {
  const cache = useMemo(() => createPageCache(source), [source])
  useEffect(() => () => cache.close(), [cache])
  const version = useSyncExternalStore(cache.subscribe, cache.version)
  const decimals = useMemo(() => createDecimals(source.columns.length), [source]).read(cache)
  return { cache, version, decimals }
}

/** Decimals of each column over all pages seen so far: they only grow, so that nothing flickers. */
function createDecimals(columns: number): {
  read(cache: PageCache): readonly number[]
} {
  let decimals: readonly number[] = new Array<number>(columns).fill(0)
  const seen = new WeakSet<object>()
  return {
    read(cache) {
      for (const page of cache.pages()) {
        if (seen.has(page)) continue
        seen.add(page)
        const next = decimals.map((most, column) =>
          Math.max(most, columnDecimals((page.columns[column] ?? []) as Cell[])),
        )
        if (next.some((most, column) => most !== decimals[column])) decimals = next
      }
      return decimals
    },
  }
}
