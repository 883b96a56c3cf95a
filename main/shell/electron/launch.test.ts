import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, createHandler, type Handler, nodeWorkers } from '../../api/index.ts'
import { channels } from './channels.ts'
import { launch } from './launch.ts'
import { openWorkspace } from './open-workspace.ts'
import { placesOf } from './places.ts'
import { pageUrl, partition } from './settings.ts'
import { fakeElectron, pageOrigin } from './testing.ts'

let root: string
let closed: number

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lakebench-window-'))
  mkdirSync(join(root, 'dist/main'), { recursive: true })
  mkdirSync(join(root, 'dist/renderer/assets'), { recursive: true })
  mkdirSync(join(root, 'team'))
  writeFileSync(join(root, 'team/lakebench.yml'), 'version: 1\nname: team\n')
  writeFileSync(join(root, 'dist/renderer/index.html'), '<title>Lakebench</title>')
  writeFileSync(join(root, 'dist/renderer/assets/duckdb.wasm'), 'wasm')
  closed = 0
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** The shell on a fake Electron and the real handler. */
async function start(
  electron = fakeElectron(),
  argv: string[] = [],
  change: (handler: Handler) => Handler = (it) => it,
) {
  const programs = join(root, 'dist/main')
  const home = join(root, 'home')
  launch(electron.parts, {
    places: placesOf(programs, null),
    home,
    developer: false,
    argv,
    openHandler: () => {
      const handler = change(
        createHandler(createApp({ home, resources: root, startWorker: nodeWorkers(programs) })),
      )
      return {
        fetch: (request) => handler.fetch(request),
        close: () => {
          closed += 1
          handler.close()
        },
      }
    },
    openWorkspace,
  })
  const before = [...electron.order]
  await electron.ready()
  return { electron, before, page: electron.session(partition) }
}

test('what must come before Electron is ready comes before the first await', async () => {
  const { electron, before } = await start()
  expect(before).toEqual(['scheme', 'path', 'sandbox', 'lock'])
  expect(electron.schemes).toEqual([
    {
      scheme: 'lakebench',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
  expect(electron.paths).toEqual({ userData: join(root, 'home/window') })
  expect(electron.switches).toEqual(['host-resolver-rules=MAP * ~NOTFOUND'])
})

test('a second instance opens no window and ends', async () => {
  const electron = fakeElectron({ primary: false })
  await start(electron, ['electron', '--workspace', join(root, 'team')])
  expect(electron.told).toEqual([{ root: join(root, 'team') }])
  expect(electron.windows).toEqual([])
  expect(electron.order.at(-1)).toBe('exit 0')
})

test('the page, its files and the handler answer on the window’s own session', async () => {
  const { electron, page } = await start()
  expect(electron.windows).toHaveLength(1)
  const [window] = electron.windows
  expect(window?.options.webPreferences?.partition).toBe(partition)
  expect(window?.loaded).toEqual([pageUrl])
  expect(window?.calls).toEqual(['show'])

  const index = await page.fetch(pageUrl, {}, undefined)
  expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await index.text()).toBe('<title>Lakebench</title>')
  const wasm = await page.fetch(`${pageUrl}assets/duckdb.wasm`)
  expect(wasm.headers.get('content-type')).toBe('application/wasm')

  const recent = await page.fetch(`${pageUrl}rpc/workspace/recent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(await recent.json()).toEqual({ json: [] })
})

test('every answer carries the policy and its type, also what is refused', async () => {
  const { page } = await start()
  const paths = [
    '',
    'assets/duckdb.wasm',
    'assets/none.js',
    'rpc/none',
    'images/none',
    'downloads/none',
    '../secret',
  ]
  for (const path of paths) {
    const { headers } = await page.fetch(pageUrl + path)
    expect(headers.get('content-security-policy'), path).toContain("default-src 'none'")
    expect(headers.get('x-content-type-options'), path).toBe('nosniff')
    if (path !== '') expect(headers.get('content-type'), path).not.toContain('text/html')
  }
  const head = await page.fetch(pageUrl, { method: 'HEAD' })
  expect(head.status).toBe(200)
})

test('nothing else is asked, by the page or in its name', async () => {
  const { electron, page } = await start()
  for (const address of [
    'https://example.com/',
    'wss://example.com/',
    'file:///etc/passwd',
    'lakebench://other/',
  ]) {
    await expect(page.fetch(address)).rejects.toThrow('ERR_BLOCKED_BY_CLIENT')
  }
  const foreign = await page.fetch(
    `${pageUrl}rpc/workspace/recent`,
    { method: 'POST', body: '{}' },
    'https://example.com',
  )
  expect(foreign.status).toBe(403)
  expect((await page.fetch(pageUrl, {}, 'null')).status).toBe(403)
  // The default session, which no window has, has no handler either.
  await expect(electron.session('').fetch(pageUrl)).rejects.toThrow('ERR_UNKNOWN_URL_SCHEME')
})

test('permissions are denied, except to copy', async () => {
  const { page } = await start()
  const granted = (permission: string, origin: string) => [
    page.check(null, permission, origin),
    new Promise((resolve) => page.request(null, permission, resolve, { requestingUrl: origin })),
  ]
  for (const permission of [
    'geolocation',
    'media',
    'notifications',
    'clipboard-read',
    'usb',
    'openExternal',
  ]) {
    expect(await Promise.all(granted(permission, pageOrigin)), permission).toEqual([false, false])
  }
  expect(await Promise.all(granted('clipboard-sanitized-write', pageOrigin))).toEqual([true, true])
  expect(await Promise.all(granted('clipboard-sanitized-write', 'https://example.com'))).toEqual([
    false,
    false,
  ])
  expect(page.device({})).toBe(false)
  expect(await new Promise((resolve) => page.display({}, resolve))).toBeNull()
})

test('a page stays at its address, alone', async () => {
  const { electron } = await start()
  const contents = electron.windows[0]?.webContents
  const prevented = (event: string, url: string) => {
    const preventDefault = vi.fn()
    contents?.emit(event, { url, preventDefault })
    return preventDefault.mock.calls.length > 0
  }
  for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
    expect(prevented(event, 'https://example.com/'), event).toBe(true)
    expect(prevented(event, 'lakebench://app.example.com/'), event).toBe(true)
    expect(prevented(event, `${pageUrl}?window=2`), event).toBe(false)
  }
  expect(prevented('will-attach-webview', '')).toBe(true)
  expect(contents?.windowOpen({ url: pageUrl })).toEqual({ action: 'deny' })
  expect(contents?.rtc).toBe('disable_non_proxied_udp')
})

test('when the page leaves a stream, its request is aborted in main', async () => {
  let signal: AbortSignal | undefined
  const endless = (handler: Handler): Handler => ({
    ...handler,
    fetch: async (request) => {
      if (!request.url.endsWith('/images/endless')) return handler.fetch(request)
      signal = request.signal
      return new Response(
        new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) }),
      )
    },
  })
  const { page } = await start(fakeElectron(), [], endless)
  const leave = new AbortController()
  await page.fetch(`${pageUrl}images/endless`, { signal: leave.signal })
  expect(signal?.aborted).toBe(false)
  leave.abort()
  await expect.poll(() => signal?.aborted).toBe(true)
})

test('a handler that throws answers with an error that can be shown', async () => {
  const broken = (handler: Handler): Handler => ({
    ...handler,
    fetch: () => Promise.reject(new Error('broken')),
  })
  const said = vi.spyOn(console, 'error').mockReturnValue()
  const { page } = await start(fakeElectron(), [], broken)
  const response = await page.fetch(`${pageUrl}rpc/workspace/recent`, { method: 'POST', body: '{}' })
  expect(response.status).toBe(500)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await response.json()).toMatchObject({ code: 'BUG', kind: 'bug' })
  expect(said).toHaveBeenCalledOnce()
  said.mockRestore()
})

test('the folder asked for is shown, also by a second instance; one that is not there is said', async () => {
  const { electron } = await start(fakeElectron(), ['electron', '.', '--workspace', join(root, 'team')])
  const [window] = electron.windows
  expect(electron.errors).toEqual([])
  expect(window?.loaded[0]).toMatch(/#workspace=[0-9a-f]{16}$/)
  electron.app.emit('second-instance', {}, [], root, { root: join(root, 'team') })
  await expect.poll(() => window?.loaded.length).toBe(2)
  expect(window?.calls).toEqual(['show', 'restore', 'focus'])
  // Another address, else the page would not load again; the same workspace.
  expect(window?.loaded[1]).not.toBe(window?.loaded[0])
  expect(window?.loaded[1]?.split('#')[1]).toBe(window?.loaded[0]?.split('#')[1])
  electron.app.emit('second-instance', {}, [], root, { root: join(root, 'gone') })
  await expect.poll(() => electron.errors.length).toBe(1)
  expect(electron.errors[0]).toContain('gone')
})

test('the workspace that was open last is shown when none is asked for', async () => {
  const first = await start(fakeElectron(), ['electron', '.', '--workspace', join(root, 'team')])
  const second = await start()
  const fragment = (electron: typeof first.electron) => electron.windows[0]?.loaded[0]?.split('#')[1]
  expect(fragment(second.electron)).toBe(fragment(first.electron))
})

test('a call of the page counts only from its own top frame', async () => {
  const { electron } = await start()
  const window = electron.windows[0]
  const own = { sender: window?.webContents, senderFrame: window?.webContents.mainFrame }
  const call = (channel: string, event: unknown, input: unknown) => electron.ipc.get(channel)?.(event, input)
  expect(await call(channels.chooseFolder, own, 'Open')).toBe('/chosen')
  await call(channels.reveal, own, root)
  expect(electron.revealed).toEqual([root])

  const strangers = [
    { ...own, senderFrame: null },
    { ...own, senderFrame: { url: pageUrl } },
    { ...own, sender: {} },
  ]
  for (const stranger of strangers)
    await expect(call(channels.reveal, stranger, root)).rejects.toThrow('not our page')
  if (window) window.webContents.mainFrame.url = 'https://example.com/'
  await expect(call(channels.reveal, own, root)).rejects.toThrow('not our page')
})

test('a path is shown only when it is one, on this computer', async () => {
  const { electron } = await start()
  const contents = electron.windows[0]?.webContents
  const event = { sender: contents, senderFrame: contents?.mainFrame }
  for (const path of ['relative', join(root, 'gone'), '//server/share', '\\\\server\\share']) {
    await expect(electron.ipc.get(channels.reveal)?.(event, path), path).rejects.toMatchObject({
      code: 'NOT_THERE',
    })
  }
  await expect(electron.ipc.get(channels.reveal)?.(event, { path: root })).rejects.toThrow()
  expect(electron.revealed).toEqual([])
})

test('the menu speaks to the page', async () => {
  const { electron } = await start()
  const items = electron.menus[0]?.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
  const open = items?.find(({ label }) => label === 'Open workspace…')
  ;(open?.click as (() => void) | undefined)?.()
  expect(electron.windows[0]?.webContents.sent).toEqual([[channels.menu, 'open-workspace']])
  expect(items?.some(({ role }) => role === 'toggleDevTools')).toBe(false)
})

test('the last window closed ends the app and its workers', async () => {
  const { electron } = await start()
  electron.app.emit('window-all-closed')
  expect(electron.order.at(-1)).toBe('quit')
  expect(closed).toBe(1)
})
