import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesHandlers } from './handlers.ts'
import { layout, manifestFile, objectFile } from './layout.ts'
import { syncInput, type TestStore, temporaries, testStore, verifyAll } from './testing.ts'
import type { FolderSync, RemoteSync, Synced } from './types.ts'

/** The built worker programs; the kills hit what is shipped. */
const programs = process.env.LAKEBENCH_PROGRAMS ?? fileURLToPath(new URL('../../dist/main', import.meta.url))

let store: TestStore
const children: ChildProcess[] = []
beforeEach(() => {
  store = testStore()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  store.done()
})

const work = { signal: new AbortController().signal, onProgress: () => undefined }

/** What a sync into a home is asked. */
type Ask = (
  home: string,
) => { name: 'syncFolder'; input: FolderSync } | { name: 'syncRemote'; input: RemoteSync }
const fromFolder: Ask = (home) => ({ name: 'syncFolder', input: syncInput({ lake: store.lake, home }) })

/** A process of its own that syncs once, as another window or the command line does. */
function syncProcess(
  home: string,
  ask: Ask = fromFolder,
): {
  began: Promise<void>
  ended: Promise<Synced | null>
  kill(): void
} {
  const script = `
    const { Worker } = require('node:worker_threads')
    const worker = new Worker(${JSON.stringify(join(programs, 'files.js'))})
    worker.on('online', () => {
      console.log('begin')
      worker.postMessage({ id: 1, ...JSON.parse(process.argv[1]) })
    })
    worker.on('message', (m) => { if (m.error) console.log(JSON.stringify(m.error)); if (!m.output) return; console.log(JSON.stringify(m.output)); worker.terminate() })`
  const child = spawn(process.execPath, ['-e', script, JSON.stringify(ask(home))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let output = ''
  const began = new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      output += text
      if (output.includes('begin\n')) resolve()
    })
    child.on('close', () => resolve())
  })
  const ended = new Promise<Synced | null>((resolve) => {
    child.on('close', () => {
      const line = output.split('\n').find((text) => text.includes('"snapshot"'))
      resolve(line ? (JSON.parse(line) as Synced) : null)
    })
  })
  return { began, ended, kill: () => void child.kill('SIGKILL') }
}

function manyFiles(count: number, size: number): void {
  const files: Record<string, Uint8Array> = {}
  for (let n = 0; n < count; n++) files[`a/${n}`] = Buffer.alloc(size + n, `${n} `)
  store.put(files)
}

test('killed at 50 random moments: the store is whole and the next sync gives the undisturbed id', async () => {
  store.done()
  store = testStore('a/*', { memory: true })
  manyFiles(140, 8_000)
  store.put({ 'a/large': Buffer.alloc(2 << 20, 'large') })
  const { snapshot } = await store.sync()
  await killed(25, fromFolder, snapshot)
}, 120_000)

test('killed at random moments while a network brings the objects, as well', async () => {
  store.done()
  store = testStore('a/*', { memory: true })
  manyFiles(140, 8_000)
  store.put({ 'a/large': Buffer.alloc(2 << 20, 'large') })
  const { snapshot } = await store.sync()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    if (path === 'index')
      return response.end(
        readdirSync(join(store.lake, 'a'))
          .map((name) => `a/${name}\n`)
          .join(''),
      )
    const bytes = readFileSync(join(store.lake, path))
    return response.writeHead(200, { etag: `"${bytes.length}"`, 'content-length': bytes.length }).end(bytes)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  try {
    await killed(
      8,
      (home) => {
        const { root: _, ...input } = syncInput({ lake: store.lake, home })
        return {
          name: 'syncRemote',
          input: { ...input, config: { type: 'http', url: `http://127.0.0.1:${port}`, index: 'index' } },
        }
      },
      snapshot,
    )
  } finally {
    server.closeAllConnections()
    server.close()
  }
}, 120_000)

/** Kills syncs at random moments, `rounds` times in each of two lanes, and looks at what they left. */
async function killed(rounds: number, ask: Ask, snapshot: string): Promise<void> {
  const time = async () => {
    const began = performance.now()
    const child = syncProcess(join(store.dir, 'timed'), ask)
    await child.began
    const online = performance.now() - began
    expect((await child.ended)?.snapshot).toBe(snapshot)
    rmSync(join(store.dir, 'timed'), { recursive: true })
    return performance.now() - began - online
  }
  const duration = Math.max(await time(), 50)
  const ends = { killed: 0, whole: 0 }
  await Promise.all(
    [0, 1].map(async (lane) => {
      for (let round = 0; round < rounds; round++) {
        const home = join(store.dir, `home-${lane}-${round}`)
        const child = syncProcess(home, ask)
        await child.began
        await sleep(Math.random() * duration)
        child.kill()
        const synced = await child.ended
        ends[synced ? 'whole' : 'killed']++
        const manifests = existsSync(layout(home).snapshots) ? readdirSync(layout(home).snapshots) : []
        const ids = manifests.map((name) => name.replace('.ndjson', ''))
        expect((await verifyAll(home, ids)).broken).toEqual([])
        const { name, input } = ask(home)
        const next = await (name === 'syncFolder'
          ? filesHandlers.syncFolder(input, work)
          : filesHandlers.syncRemote(input, work))
        expect(next).toMatchObject({ snapshot, objects: 141, partial: false })
        expect((await verifyAll(home, [snapshot])).objects).toBe(141)
        expect(temporaries(home)).toEqual([])
        rmSync(home, { recursive: true, force: true })
      }
    }),
  )
  expect(ends.killed).toBeGreaterThan((2 * rounds) / 5)
}

test('two processes on one store: both end with the same snapshot, and nothing is left over', async () => {
  manyFiles(150, 30_000)
  const both = [syncProcess(store.home), syncProcess(store.home), syncProcess(store.home)]
  const ends = await Promise.all(both.map(({ ended }) => ended))
  expect(new Set(ends.map((end) => end?.snapshot)).size).toBe(1)
  // Whoever came second found what the first had fetched.
  expect(ends.map((end) => end?.fetched).sort()).toEqual([0, 0, 150])
  expect((await verifyAll(store.home, [ends[0]?.snapshot ?? ''])).broken).toEqual([])
  expect(readdirSync(layout(store.home).locks)).toEqual([])
  expect(temporaries(store.home)).toEqual([])
})

test('a flipped bit is found, named and set aside; the next sync heals it where the lake has the bytes', async () => {
  store.put({ 'a/1': 'one', 'a/2': 'two', 'a/3': 'two', 'a/4': 'four' })
  const { snapshot } = await store.sync()
  const page = await filesHandlers.page({ home: store.home, snapshot, from: 0, count: 10 })
  const shaOf = (path: string) => page.entries.find((entry) => entry.path === path)?.sha256 ?? ''
  const spoil = (sha256: string, change: (bytes: Buffer) => Buffer) => {
    const file = objectFile(store.home, sha256)
    const bytes = change(readFileSync(file))
    chmodSync(file, 0o644)
    writeFileSync(file, bytes)
  }
  spoil(shaOf('a/2'), (bytes) => Buffer.from(bytes.map((byte, index) => (index === 1 ? byte ^ 4 : byte))))
  spoil(shaOf('a/4'), (bytes) => bytes.subarray(1))
  rmSync(objectFile(store.home, shaOf('a/1')))
  const input = { home: store.home, snapshots: [snapshot] }
  const quick = await filesHandlers.verify({ ...input, readData: false }, work)
  expect(quick.broken.map(({ problem, setAside }) => ({ problem, setAside }))).toEqual([
    { problem: 'missing', setAside: false },
    { problem: 'wrong size', setAside: true },
  ])
  const whole = await filesHandlers.verify({ ...input, readData: true }, work)
  expect(whole.broken.find(({ sha256 }) => sha256 === shaOf('a/2'))).toEqual({
    sha256: shaOf('a/2'),
    problem: 'wrong digest',
    setAside: true,
    places: [
      { snapshot, path: 'a/2' },
      { snapshot, path: 'a/3' },
    ],
  })
  expect(readdirSync(layout(store.home).quarantine)).toHaveLength(2)
  const healed = await store.sync()
  expect(healed).toMatchObject({ snapshot, fetched: 4 })
  expect((await verifyAll(store.home, [snapshot])).broken).toEqual([])
})

test('a broken manifest is found, and made again by the next sync', async () => {
  store.put({ 'a/1': 'one' })
  const { snapshot } = await store.sync()
  writeFileSync(manifestFile(store.home, snapshot), 'nonsense\n')
  const { broken } = await verifyAll(store.home, [snapshot])
  expect(broken).toMatchObject([{ sha256: snapshot, problem: 'wrong digest', setAside: true }])
  expect((await store.sync()).snapshot).toBe(snapshot)
  expect((await verifyAll(store.home, [snapshot])).broken).toEqual([])
})

test('garbage: what no sync or root cites goes, the rest stays', async () => {
  store.put({ 'a/1': 'one', 'a/2': 'two' })
  const kept = await store.sync()
  store.put({ 'a/1': 'one, anew' })
  const dropped = await store.sync()
  const { syncs, roots, snapshots, tmp, images } = layout(store.home)
  writeFileSync(join(syncs, 'w', 'things.ndjson'), `{"v":1,"snapshot":"${kept.snapshot}"}\n`)
  mkdirSync(roots, { recursive: true })
  mkdirSync(join(tmp, 'sync-00000000-1-0123456789ab'), { recursive: true })
  mkdirSync(images, { recursive: true })
  const key = 'f'.repeat(64)
  writeFileSync(join(images, `${key}.duckdb`), 'an image')
  writeFileSync(join(images, `${key}.json`), `{"snapshot":"${dropped.snapshot}"}`)
  writeFileSync(join(images, `${key}.profile.json`), '{}')
  const collect = (dryRun: boolean, now: number) =>
    filesHandlers.collect({ home: store.home, dryRun, now }, work)
  expect((await collect(false, Date.now())).freed).toEqual([])
  const later = Date.now() + 2 * 3_600_000
  const dry = await collect(true, later)
  expect(dry.freed.map(({ kind }) => kind).sort()).toEqual(['image', 'object', 'object'])
  expect(readdirSync(snapshots)).toHaveLength(2)
  writeFileSync(join(roots, 'w'), JSON.stringify({ version: 1, snapshots: [dropped.snapshot], results: [] }))
  expect((await collect(false, later)).freed).toEqual([])
  rmSync(join(roots, 'w'))
  const real = await collect(false, later)
  expect(real).toMatchObject({ bytes: dry.bytes, kept: { objects: 2, images: 0 } })
  expect(readdirSync(images)).toEqual([])
  // Beside an image that went meanwhile.
  writeFileSync(join(images, `${key}.profile.json`), '{}')
  await collect(false, later)
  expect(readdirSync(images)).toEqual([])
  expect(readdirSync(snapshots)).toEqual([`${kept.snapshot}.ndjson`])
  expect((await verifyAll(store.home, [kept.snapshot])).broken).toEqual([])
})

/** Runs with a small file system at the home; says why it was not tried where mounting is not permitted. */
async function onSmallDisk(options: string, run: () => Promise<void>): Promise<string | null> {
  mkdirSync(store.home, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'lakebench', store.home], { stdio: 'pipe' })
  } catch (thrown) {
    return `skipped: a small file system cannot be mounted here (${String((thrown as Error).message).split('\n')[1]})`
  }
  try {
    await run()
    return null
  } finally {
    execFileSync('umount', ['-l', store.home])
  }
}

test('a full disk: an error that names place and way out, nothing half-written, and room heals it', async ({
  annotate,
}) => {
  manyFiles(40, 100_000)
  const skipped = await onSmallDisk('size=2m', async () => {
    await expect(store.sync()).rejects.toMatchObject({
      code: 'DISK_FULL',
      kind: 'failed',
      place: { file: store.home },
      message: expect.stringContaining('lakebench gc'),
    })
    expect(temporaries(store.home)).toEqual([])
    expect(existsSync(layout(store.home).snapshots)).toBe(false)
    expect((await verifyAll(store.home)).broken).toEqual([])
    execFileSync('mount', ['-o', 'remount,size=20m', store.home])
    const synced = await store.sync()
    expect(synced.objects).toBe(40)
    expect((await verifyAll(store.home, [synced.snapshot])).broken).toEqual([])
  })
  if (skipped) await annotate(skipped)
})

test('a read-only home: an error that names place and way out', async ({ annotate }) => {
  store.put({ 'a/1': 'one' })
  const skipped = await onSmallDisk('size=2m,ro', async () => {
    await expect(store.sync()).rejects.toMatchObject({
      code: 'HOME_READ_ONLY',
      kind: 'input',
      place: { file: store.home },
      message: expect.stringContaining('LAKEBENCH_HOME'),
    })
  })
  if (skipped) await annotate(skipped)
})

test('a home that is a file', async () => {
  store.put({ 'a/1': 'one' })
  writeFileSync(store.home, 'a file')
  await expect(store.sync()).rejects.toMatchObject({ code: 'HOME_NO_FOLDER', place: { file: store.home } })
})

test('what a killed process left is cleared; what a living one holds is not', async () => {
  store.put({ 'a/1': 'one' })
  await store.sync()
  const { tmp } = layout(store.home)
  // Of another computer: only its age tells.
  const [old, young] = ['sync-00000000-1-0123456789ab', 'sync-00000000-2-0123456789ab'].map((name) =>
    join(tmp, name),
  )
  for (const folder of [old, young]) mkdirSync(folder ?? '')
  const time = new Date(Date.now() - 48 * 3_600_000)
  utimesSync(old ?? '', time, time)
  await store.sync()
  expect(existsSync(old ?? '')).toBe(false)
  expect(statSync(young ?? '').isDirectory()).toBe(true)
})
