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
