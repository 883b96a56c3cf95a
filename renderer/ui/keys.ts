/**
 * Keyboard notation: `Mod+Enter`, `Mod+K A` (a chord: Mod+K, then A), `Shift+F6`. `Mod` is ⌘ on a Mac and Ctrl
 * elsewhere; `Ctrl` is Ctrl everywhere. Keys are matched by `code` for letters and digits, so that Shift and other
 * layouts do not change them, and by `key` for the rest.
 */

export interface Stroke {
  mod: boolean
  ctrl: boolean
  alt: boolean
  shift: boolean
  /** Upper-case letter, digit, or `KeyboardEvent.key` (`Enter`, `F9`, `ArrowRight`, `,`). */
  key: string
}

/** What is read of a KeyboardEvent. */
export interface KeyEvent {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

const named: Record<string, string> = {
  space: ' ',
  esc: 'Escape',
  right: 'ArrowRight',
  left: 'ArrowLeft',
  up: 'ArrowUp',
  down: 'ArrowDown',
  del: 'Delete',
}

/** True on a Mac, where Mod is ⌘. */
export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/** The strokes of a binding, one for each step of the chord. Throws a RangeError on an empty step. */
export function parseKeys(keys: string): Stroke[] {
  return keys.split(' ').map((step) => {
    // 'Mod++' is Mod and the plus key.
    const parts = step.endsWith('++') ? [...step.slice(0, -2).split('+'), '+'] : step.split('+')
    const last = parts.pop()
    if (!last) throw new RangeError(`no key in '${keys}'`)
    const modifiers = new Set(parts.map((part) => part.toLowerCase()))
    return {
      mod: modifiers.has('mod'),
      ctrl: modifiers.has('ctrl'),
      alt: modifiers.has('alt'),
      shift: modifiers.has('shift'),
      key: named[last.toLowerCase()] ?? (last.length === 1 ? last.toUpperCase() : last),
    }
  })
}

/** The key of an event in the notation of a stroke; null while only a modifier is down. */
export function eventKey(event: KeyEvent): string | null {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'].includes(event.key)) return null
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1]
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1]
  if (letter && (event.ctrlKey || event.metaKey || event.altKey || !/^[a-z]$/i.test(event.key))) {
    // Ctrl+K on a layout where K sits elsewhere follows the printed key when there is one.
    return /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : letter
  }
  if (digit && !(event.key.length === 1 && /\d/.test(event.key))) return digit
  if (event.code === 'Backslash') return '\\'
  if (event.code === 'Period' && event.shiftKey) return '.'
  if (event.code === 'Semicolon' && event.shiftKey) return ';'
  return event.key.length === 1 ? event.key.toUpperCase() : event.key
}

/** True when the event is exactly this stroke. */
export function matches(stroke: Stroke, event: KeyEvent, mac = isMac): boolean {
  const ctrl = stroke.ctrl || (stroke.mod && !mac)
  const meta = stroke.mod && mac
  return (
    event.ctrlKey === ctrl &&
    event.metaKey === meta &&
    event.altKey === stroke.alt &&
    event.shiftKey === stroke.shift &&
    eventKey(event) === stroke.key
  )
}

const macSymbols: Record<string, string> = {
  Enter: '↩',
  Escape: 'Esc',
  Backspace: '⌫',
  Delete: '⌦',
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'Space',
}
const otherNames: Record<string, string> = {
  Escape: 'Esc',
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ' ': 'Space',
}

function formatStroke(stroke: Stroke, mac: boolean): string {
  if (mac) {
    const marks = [stroke.ctrl && '⌃', stroke.alt && '⌥', stroke.shift && '⇧', stroke.mod && '⌘']
    return marks.filter(Boolean).join('') + (macSymbols[stroke.key] ?? stroke.key)
  }
  const parts = [
    (stroke.mod || stroke.ctrl) && 'Ctrl',
    stroke.alt && 'Alt',
    stroke.shift && 'Shift',
    otherNames[stroke.key] ?? stroke.key,
  ]
  return parts.filter(Boolean).join('+')
}

/** A binding as it is shown: `⇧⌘P` on a Mac, `Ctrl+Shift+P` elsewhere. */
export function formatKeys(keys: string, mac = isMac): string {
  return parseKeys(keys)
    .map((stroke) => formatStroke(stroke, mac))
    .join(' ')
}

/** A binding as `aria-keyshortcuts` wants it: the first step of it. */
export function ariaKeys(keys: string, mac = isMac): string | undefined {
  const strokes = parseKeys(keys)
  const stroke = strokes[0]
  if (!stroke || strokes.length > 1) return undefined
  const parts = [
    (stroke.ctrl || (stroke.mod && !mac)) && 'Control',
    stroke.mod && mac && 'Meta',
    stroke.alt && 'Alt',
    stroke.shift && 'Shift',
    stroke.key === ' ' ? 'Space' : stroke.key,
  ]
  return parts.filter(Boolean).join('+')
}
