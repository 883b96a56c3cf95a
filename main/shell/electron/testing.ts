import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type { ElectronParts } from './launch.ts'
import { pageUrl } from './settings.ts'

type Answer = (request: Request) => Promise<Response> | Response
type Listener = (...args: unknown[]) => unknown

/** The page's own origin, as Electron names who asks. */
export const pageOrigin = pageUrl.slice(0, -1)

class FakeContents extends EventEmitter {
  mainFrame = { url: pageUrl }
  sent: unknown[][] = []
  rtc = ''
  windowOpen: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  setWindowOpenHandler(handler: typeof this.windowOpen) {
    this.windowOpen = handler
  }
  setWebRTCIPHandlingPolicy(policy: string) {
    this.rtc = policy
  }
  send(...message: unknown[]) {
    this.sent.push(message)
  }
}

/** A session: what is not set on it is allowed, as in Electron. */
class FakeSession extends EventEmitter {
  handlers = new Map<string, Answer>()
  request: Listener = (_contents, _permission, callback) => (callback as Listener)(true)
  check: Listener = () => true
  device: Listener = () => true
  display: Listener = (_request, callback) => (callback as Listener)({ video: 'the screen' })
  before: (details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void = (
    _details,
    callback,
  ) => callback({})
  protocol = { handle: (scheme: string, answer: Answer) => void this.handlers.set(scheme, answer) }
  webRequest = {
    onBeforeRequest: (listener: typeof this.before) => {
      this.before = listener
    },
  }
  setPermissionRequestHandler(handler: Listener) {
    this.request = handler
  }
  setPermissionCheckHandler(handler: Listener) {
    this.check = handler
  }
  setDevicePermissionHandler(handler: Listener) {
    this.device = handler
  }
  setDisplayMediaRequestHandler(handler: Listener) {
    this.display = handler
  }

  /** What a page of this session gets: a response as the browser sees it, or TypeError for a network error. */
  async fetch(
    address: string,
    init: RequestInit = {},
    from: string | undefined = pageOrigin,
  ): Promise<Response> {
    const allowed = await new Promise<boolean>((resolve) =>
      this.before({ url: address }, ({ cancel }) => resolve(cancel !== true)),
    )
    if (!allowed) throw new TypeError('net::ERR_BLOCKED_BY_CLIENT')
    const answer = this.handlers.get(new URL(address).protocol.slice(0, -1))
    if (!answer) throw new TypeError('net::ERR_UNKNOWN_URL_SCHEME')
    // The page's signal is not passed on.
    const { signal, ...rest } = init
    const request = new Request(address, rest)
    if (from !== undefined) Object.defineProperty(request, 'initiatorOrigin', { value: from })
    let response: Response
    try {
      response = await answer(request)
    } catch {
      throw new TypeError('net::ERR_UNEXPECTED')
    }
    const headers = new Headers(Object.fromEntries(response.headers))
    if (!headers.has('content-type')) headers.set('content-type', 'text/html')
    if (init.method === 'HEAD' && response.body) throw new TypeError('net::ERR_FAILED: HEAD with a body')
    signal?.addEventListener('abort', () => void response.body?.cancel('the page left'))
    return Object.assign(new Response(null, { status: response.status, headers }), {
      text: () => response.text(),
      json: () => response.json() as Promise<unknown>,
      reader: () => response.body?.getReader(),
    })
  }
}

/** Electron's main process as far as the shell sees it, with its defaults, so that what is forgotten shows. */
export function fakeElectron({ primary = true } = {}) {
  const order: string[] = []
  let ready: () => void = () => undefined
  const isReady = new Promise<void>((resolve) => {
    ready = resolve
  })
  const switches: string[] = []
  const told: unknown[] = []
  const paths: Record<string, string> = {}
  const app = Object.assign(new EventEmitter(), {
    isPackaged: false,
    commandLine: { appendSwitch: (name: string, value = '') => void switches.push(`${name}=${value}`) },
    enableSandbox: () => void order.push('sandbox'),
    setPath: (name: string, path: string) => {
      if (!existsSync(path)) throw new Error(`${name}: no such directory`)
      order.push('path')
      paths[name] = path
    },
    requestSingleInstanceLock: (data: unknown) => {
      order.push('lock')
      told.push(data)
      return primary
    },
    whenReady: () => isReady,
    quit: () => {
      order.push('quit')
      app.emit('will-quit', {})
    },
    exit: (code: number) => void order.push(`exit ${code}`),
  })
  const sessions = new Map<string, FakeSession>()
  const fromPartition = (name: string): FakeSession => {
    const known = sessions.get(name) ?? new FakeSession()
    sessions.set(name, known)
    return known
  }
  const schemes: unknown[] = []
  const windows: FakeWindow[] = []
  class FakeWindow extends EventEmitter {
    webContents = new FakeContents()
    loaded: string[] = []
    calls: string[] = []
    options: Electron.BrowserWindowConstructorOptions
    constructor(options: Electron.BrowserWindowConstructorOptions) {
      super()
      this.options = options
      windows.push(this)
      app.emit('web-contents-created', {}, this.webContents)
    }
    isDestroyed = () => false
    isMinimized = () => true
    restore = () => void this.calls.push('restore')
    focus = () => void this.calls.push('focus')
    show = () => void this.calls.push('show')
    async loadURL(address: string) {
      this.loaded.push(address)
      this.emit('ready-to-show')
    }
  }
  const ipc = new Map<string, Listener>()
  const errors: string[] = []
  const revealed: string[] = []
  const menus: Electron.MenuItemConstructorOptions[][] = []
  const parts = {
    app,
    BrowserWindow: FakeWindow,
    protocol: {
      registerSchemesAsPrivileged: (list: unknown[]) => {
        order.push('scheme')
        schemes.push(...list)
      },
    },
    session: { fromPartition },
    ipcMain: { handle: (channel: string, listener: Listener) => void ipc.set(channel, listener) },
    dialog: {
      showErrorBox: (_title: string, text: string) => void errors.push(text),
      showOpenDialog: async () => ({ canceled: false, filePaths: ['/chosen'] }),
    },
    shell: { showItemInFolder: (path: string) => void revealed.push(path) },
    Menu: {
      buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: Electron.MenuItemConstructorOptions[]) => void menus.push(menu),
    },
  }
  return {
    parts: parts as unknown as ElectronParts,
    app,
    order,
    switches,
    /** What a second instance tells the first. */
    told,
    paths,
    schemes,
    windows,
    ipc,
    errors,
    revealed,
    menus,
    session: fromPartition,
    /** Lets `whenReady` go on, and waits until the window, if any, has loaded. */
    async ready() {
      ready()
      for (let turn = 0; turn < 200 && (windows[0]?.loaded.length ?? 0) === 0; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
  }
}
