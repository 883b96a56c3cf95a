import { useEffect, useState } from 'react'

/** Whether what has just come may take the focus: not from a field or a dialog in which the user types. */
export function mayTakeFocus(): boolean {
  // An editor's own text area is no such field: from one query to the next the focus goes along.
  return !document.activeElement?.closest('input, textarea:not(.monaco-editor *), [role="dialog"]')
}

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
