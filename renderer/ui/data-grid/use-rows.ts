import { useEffect } from 'react'
import type { PageCache } from './page-cache.ts'
import { rowsInView } from './scroll.ts'
import type { GridSource } from './types.ts'

/** Rows drawn beyond either edge, so that a step of the wheel shows no gap. */
const overscan = 4

/** The rows in view (`first` to `end`) and those that are drawn (`from` to `to`), whose pages are asked for. */
export function useRows(
  source: GridSource,
  cache: PageCache,
  rowHeight: number,
  { height, top }: { height: number; top: number },
): { first: number; end: number; from: number; to: number } {
  const { first, end } = rowsInView(source.rows, rowHeight, height, top)
  const from = Math.max(0, first - overscan)
  const to = Math.min(source.rows, end + overscan)
  useEffect(() => {
    if (height > 0) void cache.want(from, to)
  }, [cache, from, to, height])
  return { first, end, from, to }
}
