import type { BrowserWindowConstructorOptions, CustomScheme } from 'electron'

/**
 * What the window may do, as plain data and pure functions: the shell's security is read, and tested, here.
 */

const scheme = 'lakebench'
const host = 'app'

/** The page. Everything it asks for stands under this origin, so no port is open and nothing else is reachable. */
export const pageUrl = `${scheme}://${host}/`

/**
 * The traits of our scheme. Without `corsEnabled` a foreign page could not even read an answer; service workers
 * and extensions stay off, and nothing passes the content security policy by.
 */
export const customScheme: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

/** The session that the window, and nothing else, uses: handler and guards are set on it, not on the default one. */
export const partition = 'persist:lakebench'

/**
 * Whether an address, or an origin, is this app's own. Compares parts, never prefixes; `URL.origin` of a scheme
 * that Node does not know is the string 'null', so it is of no use here.
 */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === `${scheme}:` && url.host === host && url.username === ''
}

/** Whether a request may leave the page: our scheme, what the page itself made, and the developer's tools. */
export function allowsRequest(address: string, developer: boolean): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (url.protocol === 'data:') return true
  if (url.protocol === 'blob:') return isOurs(url.pathname)
  if (url.protocol === 'devtools:') return developer
  return isOurs(address)
}

/** Electron grants every permission unless told otherwise: ours are to copy text to the clipboard, and no more. */
export function allowsPermission(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(origin)
}

/** The window: the page runs sandboxed, without Node in any of its contexts. */
export function windowOptions(preload: string, developer: boolean): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    title: 'Lakebench',
    show: false,
    webPreferences: {
      preload,
      partition,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      // duckdb-wasm takes a worker with Node in it for Node and fails.
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The spell checker would fetch its dictionaries.
      spellcheck: false,
      devTools: developer,
    },
  }
}

let opened = 0

/**
 * The address that shows a workspace: its id stands in the fragment, as the page expects it of every host. Each is
 * another address, since one that differs in its fragment alone would not load the page again.
 */
export function addressOf(workspace: string | null): string {
  opened += 1
  return workspace ? `${pageUrl}?window=${opened}#${new URLSearchParams({ workspace })}` : pageUrl
}
