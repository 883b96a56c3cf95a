import { useEffect, useEffectEvent, useState } from 'react'

/**
 * Single letters that act while the focus is inside an element and not in a field. They are taken before a table's
 * typing ahead sees them.
 */
export function useLetters(letters: Record<string, () => void>): (element: HTMLElement | null) => void {
  const [element, setElement] = useState<HTMLElement | null>(null)
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return
    const target = event.target as HTMLElement
    if (target.closest('input, textarea, [contenteditable], [role="menu"], .monaco-editor')) return
    const act = letters[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  })
  useEffect(() => {
    if (!element) return
    const listener = (event: KeyboardEvent) => press(event)
    element.addEventListener('keydown', listener, true)
    return () => element.removeEventListener('keydown', listener, true)
  }, [element])
  return setElement
}
