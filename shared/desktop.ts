/** What a menu of the desktop app asks of the page. */
export type MenuCommand = 'open-workspace' | 'settings'

/**
 * What the desktop app adds to a page: `window.lakebench`, absent in a browser. All else goes over fetch, the same
 * on every host.
 */
export interface Desktop {
  versions: { electron: string; chrome: string; node: string }
  /** The folder chosen in the system's dialog, or null when it was closed. */
  chooseFolder(title: string): Promise<string | null>
  /** Shows a file or folder of this computer in the system's file manager. Rejects when it is not there. */
  reveal(path: string): Promise<void>
  /** Calls `listener` at each menu command until the returned function is called. */
  onMenu(listener: (command: MenuCommand) => void): () => void
}
