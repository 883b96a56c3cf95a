import { eventKey, type KeyEvent, matches, parseKeys, type Stroke } from '../ui/keys.ts'
import type { Command, TabKind } from '../ui/workbench.ts'

/**
 * In a browser New, Close, Reopen and the walk through tabs belong to the browser itself: the same key after
 * Mod+K does what it does elsewhere.
 */
const second: Record<string, string> = {
  'Mod+N': 'Mod+K N',
  'Mod+W': 'Mod+K W',
  'Mod+Shift+T': 'Mod+K T',
  'Ctrl+Tab': 'Mod+K Tab',
}

/** All bindings of a command: the one it names, and the one that also works where a browser keeps that. */
export function bindingsOf(keys: string): string[] {
  const other = second[keys]
  return other ? [keys, other] : [keys]
}

/** The binding to show: in a browser the one that the browser lets through. */
export function shownKeys(keys: string, inBrowser: boolean): string {
  return inBrowser ? (second[keys] ?? keys) : keys
}

/** The notation of a press, as it is recorded for a command; null while only modifiers are down. */
export function keysOfPress(event: KeyEvent, mac: boolean): string | null {
  const key = eventKey(event)
  if (key === null) return null
  const parts = [
    (mac ? event.metaKey : event.ctrlKey) && 'Mod',
    mac && event.ctrlKey && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    key === ' ' ? 'Space' : key.replace(/^Arrow/, ''),
  ]
  return parts.filter(Boolean).join('+')
}

/** True when a press alone would take a letter away from typing. */
export function isTyping(keys: string): boolean {
  const first = parseKeys(keys)[0]
  return first !== undefined && !first.mod && !first.ctrl && !first.alt && !/^F\d+$/.test(first.key)
}

/** The command that has the same keys and can be meant at the same time; undefined when there is none. */
export function clashOf(command: Command, commands: Command[]): Command | undefined {
  const { keys, when } = command
  if (!keys) return undefined
  const mine = bindingsOf(keys)
  return commands.find((other) => {
    if (other.id === command.id || !other.keys) return false
    if (when && other.when && !when.some((kind) => other.when?.includes(kind))) return false
    // A tab's own key leads over the same key everywhere: that is meant.
    if (Boolean(when) !== Boolean(other.when)) return false
    return bindingsOf(other.keys).some((keys) => mine.includes(keys))
  })
}

interface Bound {
  command: Command
  strokes: Stroke[]
}

/** What a key does: run a command, begin a chord, or nothing. */
export type Step =
  | { type: 'run'; command: Command }
  | { type: 'chord'; strokes: number }
  | { type: 'lost' }
  | null

/**
 * Matches keys to commands, chords over several presses. `step` answers for one press: `lost` is a press after a
 * chord's beginning that goes nowhere. Pure but for the strokes it remembers.
 */
export function createKeymap(commands: Command[], mac?: boolean) {
  const bound: Bound[] = commands.flatMap((command) =>
    command.keys ? bindingsOf(command.keys).map((keys) => ({ command, strokes: parseKeys(keys) })) : [],
  )
  let pending: Bound[] = []
  let depth = 0
  return {
    step(event: KeyEvent, usable: (command: Command) => boolean): Step {
      // A modifier alone says nothing yet.
      if (eventKey(event) === null) return null
      const inChord = depth > 0
      const from = inChord ? pending : bound
      const hits = from.filter(({ command, strokes }) => {
        const stroke = strokes[depth]
        if (!stroke || !usable(command)) return false
        // The second press of a chord may keep the first one's modifier down: Mod+K Mod+A is Mod+K A.
        return matches(stroke, event, mac) || (inChord && matches({ ...stroke, mod: true }, event, mac))
      })
      const whole = hits.find(({ strokes }) => strokes.length === depth + 1)
      if (whole) {
        this.reset()
        return { type: 'run', command: whole.command }
      }
      if (hits.length > 0) {
        pending = hits
        depth += 1
        return { type: 'chord', strokes: depth }
      }
      this.reset()
      return inChord ? { type: 'lost' } : null
    },
    reset() {
      pending = []
      depth = 0
    },
    get inChord() {
      return depth > 0
    },
  }
}

/** Commands with a tab's kind in `when` only act while such a tab is active. */
export function isUsable(command: Command, kind: TabKind | undefined): boolean {
  return !command.when || (kind !== undefined && command.when.includes(kind))
}
