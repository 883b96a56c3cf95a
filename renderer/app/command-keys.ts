import { create } from 'zustand'
import type { Command } from '../ui/workbench.ts'
import { allCommands } from './commands.ts'
import { shownKeys } from './keymap.ts'

/** True where a browser shows this window, and keeps some keys for itself. */
export const inBrowser = location.protocol.startsWith('http') && !/Electron/.test(navigator.userAgent)

const place = 'lakebench.keys'

function read(text: string | null): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).filter(([, keys]) => typeof keys === 'string'))
  } catch {
    return {}
  }
}

/** Keys that the user gave to commands, by the command's id; an empty text takes its key away. */
export const useKeys = create<{ own: Record<string, string>; recording: string | null }>(() => ({
  own: read(localStorage.getItem(place)),
  recording: null,
}))

/** Gives a command another key (null: its own again), on this computer. */
export function setKeys(command: string, keys: string | null): void {
  const { [command]: _, ...others } = useKeys.getState().own
  const own = keys === null ? others : { ...others, [command]: keys }
  useKeys.setState({ own })
  localStorage.setItem(place, JSON.stringify(own))
}

/** The text that is kept with a workspace, as the appearance is. */
export function keysText(): string {
  return JSON.stringify(useKeys.getState().own)
}

/** Takes what a workspace kept, when this window knows nothing of its own. */
export function takeKeys(text: string | null): void {
  if (text !== null && localStorage.getItem(place) === null) useKeys.setState({ own: read(text) })
}

/** Every command with the key that it has here. Those with a key of the user's come first, and so lead. */
export function boundCommands(): Command[] {
  const { own } = useKeys.getState()
  const all = allCommands().map((command) => {
    const keys = own[command.id]
    if (keys === undefined) return command
    const { keys: _, ...others } = command
    return keys === '' ? others : { ...others, keys }
  })
  const isOwn = ({ id }: Command) => own[id] !== undefined
  return [...all.filter(isOwn), ...all.filter((command) => !isOwn(command))]
}

/** The key of a command as it is shown here. */
export function keysOf(command: string): string | undefined {
  const keys = boundCommands().find(({ id }) => id === command)?.keys
  return keys && shownKeys(keys, inBrowser)
}
