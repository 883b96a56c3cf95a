import { type RefObject, useEffect, useState } from 'react'

/** True while the element is narrower than so many px: words give way to icons, columns to rows. */
export function useNarrow(ref: RefObject<HTMLElement | null>, below: number): boolean {
  const [narrow, setNarrow] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setNarrow(entry.contentRect.width < below)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref, below])
  return narrow
}
