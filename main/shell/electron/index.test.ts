import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { pageUrl, partition } from './settings.ts'
import { fakeElectron } from './testing.ts'

const home = mkdtempSync(join(tmpdir(), 'lakebench-program-'))
const electron = fakeElectron()
vi.stubEnv('LAKEBENCH_HOME', home)
vi.mock('electron', () => ({ ...electron.parts, utilityProcess: {}, safeStorage: {} }))
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('the program does all that must come first while it is loaded, and answers by the app’s handler', async () => {
  await import('./index.ts')
  expect(electron.order).toEqual(['scheme', 'path', 'sandbox', 'lock'])
  expect(electron.paths.userData).toBe(join(home, 'window'))
  await electron.ready()
  expect(electron.errors).toEqual([])
  const recent = await electron.session(partition).fetch(`${pageUrl}rpc/workspace/recent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(await recent.json()).toEqual({ json: [] })
  electron.app.emit('window-all-closed')
})
