import type { KeyboardEvent } from 'react'

/** What a key in the grid means, beside moving. */
export type GridAction =
  | 'inspect'
  | 'sort'
  | 'sort-add'
  | 'filter'
  | 'hide'
  | 'pin'
  | 'copy'
  | 'copy-headers'
  | 'copy-provenance'
  | 'all'
  | 'menu'
  | 'narrower'
  | 'wider'
  | 'move-left'
  | 'move-right'

/** The bindings as menus show them, in the notation of `keys.ts`. */
export const gridKeys: Record<Exclude<GridAction, 'sort-add'>, string> = {
  inspect: 'Space',
  sort: 'S',
  filter: 'F',
  hide: 'H',
  pin: 'Shift+P',
  copy: 'Mod+C',
  'copy-headers': 'Mod+Shift+C',
  'copy-provenance': 'Mod+Alt+C',
  all: 'Mod+A',
  menu: 'Alt+Down',
  narrower: 'Alt+Left',
  wider: 'Alt+Right',
  'move-left': 'Alt+Shift+Left',
  'move-right': 'Alt+Shift+Right',
}

/** The action of a key event; null when it has none. */
export function gridAction(event: KeyboardEvent): GridAction | null {
  const mod = event.ctrlKey || event.metaKey
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (event.altKey && !mod) {
    if (key === 'ArrowLeft') return event.shiftKey ? 'move-left' : 'narrower'
    if (key === 'ArrowRight') return event.shiftKey ? 'move-right' : 'wider'
    return key === 'ArrowDown' ? 'menu' : null
  }
  if (mod) {
    // On a Mac Option turns C into another character.
    if (key === 'c' || event.code === 'KeyC') {
      return event.altKey ? 'copy-provenance' : event.shiftKey ? 'copy-headers' : 'copy'
    }
    return key === 'a' && !event.shiftKey && !event.altKey ? 'all' : null
  }
  switch (key) {
    case ' ':
      return 'inspect'
    case 's':
      return event.shiftKey ? 'sort-add' : 'sort'
    case 'f':
      return event.shiftKey ? null : 'filter'
    case 'h':
      return event.shiftKey ? null : 'hide'
    case 'p':
      return event.shiftKey ? 'pin' : null
    case 'ContextMenu':
      return 'menu'
    case 'F10':
      return event.shiftKey ? 'menu' : null
    default:
      return null
  }
}
