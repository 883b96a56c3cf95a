import { allCommands } from './commands.ts'
import { shownKeys } from './keymap.ts'

/** True where a browser shows this window, and keeps some keys for itself. */
export const inBrowser = location.protocol.startsWith('http') && !/Electron/.test(navigator.userAgent)

/** The key of a command as it is shown here. */
export function keysOf(command: string): string | undefined {
  const keys = allCommands().find(({ id }) => id === command)?.keys
  return keys && shownKeys(keys, inBrowser)
}
