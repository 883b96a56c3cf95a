import { useEffect } from 'react'
import type { PlacedColumn } from './columns.ts'
import { fitColumn } from './fit.ts'
import type { PageCache } from './page-cache.ts'
import type { GridLayout, GridSource } from './types.ts'

/** Columns whose width is fit at once, beyond those that are seen: some ten milliseconds of work. */
const fitAtOnce = 200

/**
 * A first fit of widths, once the first rows are here; after that they are the user's. What is seen comes first, and
 * of thousands of columns some at a time, so that no frame waits for them all.
 */
export function useFirstFit(
  scroller: React.RefObject<Element | null>,
  {
    source,
    cache,
    loaded,
    layout,
    onLayout,
    placed,
    drawn,
  }: {
    source: GridSource
    cache: PageCache
    loaded: boolean
    layout: GridLayout
    onLayout: (layout: GridLayout) => void
    placed: PlacedColumn[]
    drawn: number[]
  },
): void {
  useEffect(() => {
    const element = scroller.current
    if (!element || !loaded) return
    const isMissing = (index: number) => layout.widths[index] === undefined
    const missing = layout.order.filter(isMissing)
    if (missing.length === 0) return
    const seen = drawn.flatMap((place) => placed[place]?.index ?? []).filter(isMissing)
    const few = missing.length <= fitAtOnce
    const next = few ? missing : seen.length > 0 ? seen : missing.slice(0, fitAtOnce)
    const fitNext = () => {
      const page = cache.pages()[0]
      const widths = { ...layout.widths }
      for (const index of next) {
        const column = source.columns[index]
        if (column) widths[index] = fitColumn(column, page?.columns[index] ?? [], element)
      }
      onLayout({ ...layout, widths })
    }
    if (missing.length === layout.order.length) return fitNext()
    const timer = setTimeout(fitNext, 0)
    return () => clearTimeout(timer)
  }, [scroller, loaded, layout, source, cache, onLayout, placed, drawn])
}
