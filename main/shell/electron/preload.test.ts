import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { Desktop } from '#shared/desktop.ts'
import { channels } from './channels.ts'

type Listener = (event: unknown, ...message: unknown[]) => void

/** Runs the built preload as a sandboxed renderer does: one CommonJS file that can require `electron` alone. */
function load() {
  const calls: unknown[][] = []
  const listeners = new Map<string, Listener>()
  const exposed: Record<string, Desktop> = {}
  const required: string[] = []
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: Desktop) => {
        exposed[name] = value
      },
    },
    ipcRenderer: {
      invoke: async (...call: unknown[]) => {
        calls.push(call)
        return '/chosen'
      },
      on: (channel: string, listener: Listener) => void listeners.set(channel, listener),
      off: (channel: string) => void listeners.delete(channel),
    },
  }
  const require = (name: string) => {
    required.push(name)
    if (name !== 'electron') throw new Error(`a sandboxed preload cannot require ${name}`)
    return electron
  }
  const process = { versions: { electron: '45', chrome: '153', node: '24' } }
  const code = readFileSync(resolve('dist/main/preload.cjs'), 'utf8')
  runInNewContext(code, { require, process, exports: {}, module: { exports: {} } })
  return { calls, listeners, exposed, required }
}

test('the page gets named functions and nothing of Electron', async () => {
  const { calls, exposed, required } = load()
  expect([...new Set(required)]).toEqual(['electron'])
  expect(Object.keys(exposed)).toEqual(['lakebench'])
  const desktop = exposed.lakebench as Desktop
  expect(Object.keys(desktop).sort()).toEqual(['chooseFolder', 'onMenu', 'reveal', 'versions'])
  expect(desktop.versions).toEqual({ electron: '45', chrome: '153', node: '24' })
  expect(await desktop.chooseFolder('Open')).toBe('/chosen')
  await desktop.reveal('/team')
  expect(calls).toEqual([
    [channels.chooseFolder, 'Open'],
    [channels.reveal, '/team'],
  ])
})

test('a menu command reaches the page without its event, until it stops listening', () => {
  const { listeners, exposed } = load()
  const heard: unknown[][] = []
  const stop = exposed.lakebench?.onMenu((...command) => heard.push(command))
  listeners.get(channels.menu)?.({ sender: 'ipcRenderer' }, 'settings')
  expect(heard).toEqual([['settings']])
  stop?.()
  expect(listeners.size).toBe(0)
})
