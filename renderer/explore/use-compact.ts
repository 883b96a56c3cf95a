import { type RefObject, useEffect, useState } from 'react'

/** True while the element is narrower than so many px: words give way to icons, and rare actions to the menu. */
export function useCompact(ref: RefObject<HTMLElement | null>, below: number): boolean {
  const [compact, setCompact] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setCompact(entry.contentRect.width < below)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref, below])
  return compact
}
