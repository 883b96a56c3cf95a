import { join, resolve } from 'node:path'
import type * as Electron from 'electron'
import { z } from 'zod'
import type { Handler } from '../../api/index.ts'
import { servePage } from '../../api/index.ts'
import { makeFolderSync } from '../../disk/index.ts'
import { privateAnswer } from './answer.ts'
import { channels } from './channels.ts'
import { guardContents, guardSession } from './guards.ts'
import { menuTemplate } from './menu.ts'
import { answerPage } from './page-calls.ts'
import { type Places, workspaceArgument } from './places.ts'
import { saveDownloads } from './save-downloads.ts'
import { addressOf, customScheme, partition, windowOptions } from './settings.ts'

/** The parts of Electron that the shell uses. */
export type ElectronParts = Pick<
  typeof Electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'protocol' | 'session' | 'shell'
>

/** What a second instance asks of the first: the folder to show. */
const Asked = z.object({ root: z.string().nullable() })
type Asked = z.infer<typeof Asked>

/** What a launch needs to know. */
export interface Launch {
  places: Places
  /** The store's home: the window's own profile stands in it, so two homes are two apps. */
  home: string
  /** Not packed: developer's tools are there. */
  developer: boolean
  argv: readonly string[]
  openHandler: () => Handler
  /** The id of the workspace to show: that of the folder, or the last one. */
  openWorkspace: (handler: Handler, root: string | null) => Promise<string | null>
}

/**
 * Starts the app. All that must come before `ready` is done before this returns: Electron may be ready after any
 * await, and a scheme registered later is not a scheme.
 */
export function launch(electron: ElectronParts, options: Launch): void {
  const { app, protocol } = electron
  protocol.registerSchemesAsPrivileged([customScheme])
  // Electron takes no folder that is not there.
  const profile = join(options.home, 'window')
  makeFolderSync(profile)
  app.setPath('userData', profile)
  app.enableSandbox()
  // webRequest does not see what the browser looks up ahead of a request; no name of this app needs an address.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  // The folder goes to the first instance as data: of arguments, Chromium changes order and number.
  const root = folderIn(options.argv, process.cwd())
  if (!app.requestSingleInstanceLock({ root } satisfies Asked)) {
    app.exit(0)
    return
  }
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
  app.on('window-all-closed', () => app.quit())
  app
    .whenReady()
    .then(() => open(electron, options, root))
    .catch((thrown: unknown) => fail(electron, thrown))
}

function open(electron: ElectronParts, options: Launch, root: string | null): void {
  const { app, BrowserWindow, ipcMain, dialog, shell, Menu, session } = electron
  const { places, developer } = options
  const handler = options.openHandler()
  app.on('will-quit', () => handler.close())

  const own = session.fromPartition(partition)
  guardSession(own, developer)
  saveDownloads(own, dialog)
  const answer = privateAnswer((request) =>
    isData(request) ? handler.fetch(request) : servePage(places.page, request),
  )
  own.protocol.handle(customScheme.scheme, answer)

  let window: Electron.BrowserWindow | null = null
  answerPage({ ipcMain, dialog, shell }, () => window)
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate(process.platform, developer, (command) =>
        window?.webContents.send(channels.menu, command),
      ),
    ),
  )

  const start = async () => {
    const address = await addressFor(electron, handler, options, root)
    window = new BrowserWindow(windowOptions(places.preload, developer))
    window.once('ready-to-show', () => window?.show())
    window.on('closed', () => {
      window = null
    })
    await window.loadURL(address)
  }
  start().catch((thrown: unknown) => fail(electron, thrown))

  app.on('second-instance', async (_event, _argv, _cwd, data) => {
    if (window?.isMinimized()) window.restore()
    window?.focus()
    const asked = Asked.safeParse(data).data?.root
    if (asked) await window?.loadURL(await addressFor(electron, handler, options, asked))
  })
}

/** The page's address for a folder; one that cannot be opened is said, and the page opens without it. */
async function addressFor(
  { dialog }: ElectronParts,
  handler: Handler,
  options: Launch,
  root: string | null,
): Promise<string> {
  try {
    return addressOf(await options.openWorkspace(handler, root))
  } catch (thrown) {
    dialog.showErrorBox('This folder cannot be opened', `${root ?? ''}\n\n${sentence(thrown)}`)
    return addressOf(null)
  }
}

/** What the handler answers; all else is a file of the page. */
function isData(request: Request): boolean {
  return /^\/(?:rpc|images|downloads|uploads)\//.test(new URL(request.url).pathname)
}

function folderIn(argv: readonly string[], cwd: string): string | null {
  const root = workspaceArgument(argv)
  return root === null ? null : resolve(cwd, root)
}

function fail({ app, dialog }: ElectronParts, thrown: unknown): void {
  console.error(thrown)
  dialog.showErrorBox('Lakebench cannot open', sentence(thrown))
  app.exit(1)
}

function sentence(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
