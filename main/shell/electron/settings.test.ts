import { join } from 'node:path'
import { expect, test } from 'vitest'
import { menuTemplate } from './menu.ts'
import { placesOf, workspaceArgument } from './places.ts'
import { allowsRequest, isOurs, windowOptions } from './settings.ts'

test('only our scheme and host are ours', () => {
  for (const ours of [
    'lakebench://app',
    'lakebench://app/',
    'lakebench://app/assets/a.js?x#y',
    'LAKEBENCH://app/',
  ]) {
    expect(isOurs(ours), ours).toBe(true)
  }
  const others = [
    'lakebench://app.evil.com/',
    'lakebench://appx/',
    'lakebench://app:1/',
    'lakebench://user@app/',
    'lakebench:app/',
    'https://app/',
    'file:///app/',
    'null',
    '',
  ]
  for (const other of others) expect(isOurs(other), other).toBe(false)
})

test('a page may ask for what is its own', () => {
  expect(allowsRequest('blob:lakebench://app/3f2a', false)).toBe(true)
  expect(allowsRequest('blob:https://example.com/3f2a', false)).toBe(false)
  expect(allowsRequest('data:image/png;base64,', false)).toBe(true)
  expect(allowsRequest('devtools://devtools/bundled/inspector.html', false)).toBe(false)
  expect(allowsRequest('devtools://devtools/bundled/inspector.html', true)).toBe(true)
  for (const other of [
    'http://127.0.0.1:80/',
    'ws://127.0.0.1/',
    'chrome://gpu',
    'about:blank',
    'no address',
  ]) {
    expect(allowsRequest(other, true), other).toBe(false)
  }
})

test('the window is sandboxed, isolated and without Node', () => {
  const { webPreferences } = windowOptions('/programs/preload.cjs', false)
  expect(webPreferences).toEqual({
    preload: '/programs/preload.cjs',
    partition: 'persist:lakebench',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
  })
})

test('a packed app finds its library beside the archive', () => {
  const programs = join('/opt/lakebench/resources/app.asar/dist/main')
  expect(placesOf(programs, '/opt/lakebench/resources')).toEqual({
    programs,
    page: join('/opt/lakebench/resources/app.asar/dist/renderer'),
    resources: '/opt/lakebench/resources',
    preload: join(programs, 'preload.cjs'),
  })
  expect(placesOf(join('/clone/dist/main'), null).resources).toBe(join('/clone'))
})

test('the workspace is taken from the arguments', () => {
  expect(workspaceArgument(['electron', '.', '--workspace', '/a b'])).toBe('/a b')
  expect(workspaceArgument(['electron', '--workspace'])).toBeNull()
  expect(workspaceArgument(['electron'])).toBeNull()
})

test('each platform has its menus', () => {
  const labels = (platform: NodeJS.Platform) =>
    menuTemplate(platform, true, () => undefined).map(({ label, role }) => label ?? role)
  expect(labels('linux')).toEqual(['File', 'editMenu', 'View', 'windowMenu'])
  expect(labels('darwin')).toEqual(['appMenu', 'File', 'editMenu', 'View', 'windowMenu'])
})
