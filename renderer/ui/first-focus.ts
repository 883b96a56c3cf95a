import { useEffect, useState } from 'react'

/** When the user last pressed something, and when what is shown was chosen: in ms as of `performance.now()`. */
let pressed = 0
let chosen = 0

const modifiers = new Set(['Alt', 'Control', 'Meta', 'Shift'])

/** Notes when the user presses something. Returns what stops it. */
export function watchPresses(): () => void {
  const note = (event: Event) => {
    // A key that is held since the choice asks for nothing new, and neither does one that only modifies others.
    if (event instanceof KeyboardEvent && (event.repeat || modifiers.has(event.key))) return
    pressed = performance.now()
  }
  const kinds = ['pointerdown', 'keydown']
  for (const kind of kinds) addEventListener(kind, note, { capture: true })
  return () => {
    for (const kind of kinds) removeEventListener(kind, note, { capture: true })
  }
}

/** Tells that a tab was chosen: what comes in it may take the focus until the user turns to something else. */
export function tellChosen(): void {
  chosen = performance.now()
}

/**
 * Whether what has just come may take the focus: not when the user pressed something since the tab was chosen, and has
 * the focus there (an editor may come a second after its tab), and not from a field or a dialog in which they type.
 */
export function mayTakeFocus(): boolean {
  const now = document.activeElement
  if (!now || now === document.body) return true
  // An editor's own text area is no such field: from one query to the next the focus goes along.
  return pressed <= chosen && !now.closest('input, textarea:not(.monaco-editor *), [role="dialog"]')
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
    if (element.contains(now) || now?.matches('textarea') || !mayTakeFocus()) return
    element.querySelector<HTMLElement>(selector)?.focus()
  }, [element, active, selector])
  return setElement
}
