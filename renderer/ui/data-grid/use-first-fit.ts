import { useEffect } from 'react'
import { fitColumn } from './fit.ts'
import type { PageCache } from './page-cache.ts'
import type { GridLayout, GridSource } from './types.ts'

/** A first fit of widths, once the first rows are here; after that they are the user's. */
export function useFirstFit(
  scroller: React.RefObject<Element | null>,
  {
    source,
    cache,
    loaded,
    layout,
    onLayout,
  }: {
    source: GridSource
    cache: PageCache
    loaded: boolean
    layout: GridLayout
    onLayout: (layout: GridLayout) => void
  },
): void {
  useEffect(() => {
    const element = scroller.current
    if (!element || !loaded) return
    const missing = layout.order.filter((index) => layout.widths[index] === undefined)
    if (missing.length === 0) return
    const page = cache.pages()[0]
    const widths = { ...layout.widths }
    for (const index of missing) {
      const column = source.columns[index]
      if (column) widths[index] = fitColumn(column, page?.columns[index] ?? [], element)
    }
    onLayout({ ...layout, widths })
  }, [scroller, loaded, layout, source, cache, onLayout])
}
