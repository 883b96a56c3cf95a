import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RemoteHandlers } from '../git/index.ts'
import { programs } from '../git/testing.ts'
import { connectWorker, type WorkerClient } from '../worker/index.ts'
import { nodeWorkers } from '../worker/node.ts'
import { createCredentials, type SafeStorage } from './credentials.ts'

let home: string
let remote: WorkerClient<RemoteHandlers>
const origin = 'https://git.example.org'
const ada = { username: 'ada', password: 'secret-token-1234' }
const safeStorage: SafeStorage = {
  seal: async (text) => Buffer.from(text).reverse().toString('base64'),
  open: async (sealed) => Buffer.from(sealed, 'base64').reverse().toString(),
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'lakebench-credentials-'))
  process.env.GIT_CONFIG_GLOBAL = join(home, 'gitconfig')
  process.env.GIT_CONFIG_NOSYSTEM = '1'
  remote = connectWorker<RemoteHandlers>('remote', nodeWorkers(programs))
})
afterEach(() => {
  remote.close()
  rmSync(home, { recursive: true })
})

const written = () =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join()

test('the key store keeps a token sealed, over launches, until it is forgotten', async () => {
  const first = createCredentials({ home, safeStorage, remote })
  expect(await first.find(origin)).toBeNull()
  expect(await first.keep(origin, ada)).toEqual({ origin, username: 'ada', kept: 'system' })
  expect(written()).not.toContain(ada.password)
  const next = createCredentials({ home, safeStorage, remote })
  expect(await next.find(origin)).toEqual(ada)
  expect(await next.find('https://other.example.org')).toBeNull()
  expect(JSON.stringify(await next.list())).not.toContain(ada.password)
  await next.forget(origin)
  expect(await next.find(origin)).toBeNull()
  expect(await next.list()).toEqual([])
})

test('without one the user’s git helper keeps it', async () => {
  writeFileSync(join(home, 'gitconfig'), `[credential]\n\thelper = store --file=${join(home, 'helper')}\n`)
  const store = createCredentials({ home, safeStorage: null, remote })
  expect(await store.keep(origin, ada)).toMatchObject({ kept: 'git' })
  expect(readFileSync(join(home, 'state/sign-ins.json'), 'utf8')).not.toContain(ada.password)
  expect(readFileSync(join(home, 'helper'), 'utf8')).toContain(ada.password)
  await store.forget(origin)
  expect(readFileSync(join(home, 'helper'), 'utf8')).not.toContain(ada.password)
})

test('without either it is kept for this launch, and nothing is written', async () => {
  writeFileSync(join(home, 'gitconfig'), '')
  const store = createCredentials({ home, safeStorage: { ...safeStorage, seal: async () => null }, remote })
  expect(await store.keep(origin, ada)).toMatchObject({ kept: 'launch' })
  expect(await store.find(origin)).toEqual(ada)
  expect(await store.list()).toHaveLength(1)
  expect(written()).not.toContain(ada.password)
  expect(await createCredentials({ home, safeStorage: null, remote }).find(origin)).toBeNull()
  await store.forget(origin)
  expect(await store.list()).toEqual([])
})
