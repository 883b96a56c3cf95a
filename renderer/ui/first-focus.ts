import { useEffect, useState } from 'react'

/**
 * Gives the focus of a tab that was just shown to what matches `selector` in it (its list, not the button that comes
 * first), unless something in the tab has it already. Returns the ref of the tab's content.
 */
export function useFirstFocus(selector: string, active: boolean): (element: HTMLElement | null) => void {
  const [element, setElement] = useState<HTMLElement | null>(null)
  useEffect(() => {
    if (!element || !active) return
    const now = document.activeElement
    if (element.contains(now) || now?.closest('input, textarea, [role="dialog"]')) return
    element.querySelector<HTMLElement>(selector)?.focus()
  }, [element, active, selector])
  return setElement
}
