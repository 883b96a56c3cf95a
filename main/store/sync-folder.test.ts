import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manifestLine } from '#shared/format/manifest.ts'
import { filesHandlers } from './handlers.ts'
import { manifestFile, objectFile } from './layout.ts'
import { type TestStore, temporaries, testStore, verifyAll } from './testing.ts'

let store: TestStore
beforeEach(() => {
  store = testStore()
})
afterEach(() => store.done())

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const manifestOf = (snapshot: string) => readFileSync(manifestFile(store.home, snapshot), 'utf8')
const pathsOf = (snapshot: string) =>
  manifestOf(snapshot)
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { path: string }).path)

describe('a sync', () => {
  test('stores objects by digest, read-only, and publishes a manifest whose id is its digest', async () => {
    store.put({ 'a/2': 'two', 'a/1': 'one', 'a/10': 'one', 'b/3': 'other', 'a/deep/4': 'deeper' })
    const synced = await store.sync()
    const lines = [
      manifestLine({ path: 'a/1', sha256: sha256('one'), size: 3 }),
      manifestLine({ path: 'a/10', sha256: sha256('one'), size: 3 }),
      manifestLine({ path: 'a/2', sha256: sha256('two'), size: 3 }),
    ]
    expect(manifestOf(synced.snapshot)).toBe(lines.join(''))
    expect(synced.snapshot).toBe(sha256(lines.join('')))
    expect(synced).toMatchObject({ objects: 3, bytes: 9, fetched: 3, left: [], partial: false })
    const file = objectFile(store.home, sha256('two'))
    expect(readFileSync(file, 'utf8')).toBe('two')
    expect(statSync(file).mode & 0o222).toBe(0)
    expect(temporaries(store.home)).toEqual([])
  })

  test('with nothing new reads no object and gives the same snapshot', async () => {
    store.put({ 'a/1': 'one', 'a/2': 'two' })
    const first = await store.sync()
    // Bytes that change while size and time stay would be noticed only by reading them.
    const { mtime } = statSync(join(store.lake, 'a/1'))
    writeFileSync(join(store.lake, 'a/1'), 'ONE')
    utimesSync(join(store.lake, 'a/1'), mtime, mtime)
    const second = await store.sync()
    expect(second).toMatchObject({ snapshot: first.snapshot, fetched: 0, fetchedBytes: 0, objects: 2 })
    const third = await store.sync({ rehash: true })
    expect(third).toMatchObject({ fetched: 2 })
    expect(third.snapshot).not.toBe(first.snapshot)
  })

  test('takes what is new, changed and gone', async () => {
    store.put({ 'a/1': 'one', 'a/2': 'two', 'a/3': 'three' })
    const first = await store.sync()
    store.put({ 'a/0': 'zero', 'a/2': 'two!' })
    rmSync(join(store.lake, 'a/3'))
    const second = await store.sync()
    expect(second).toMatchObject({ objects: 3, fetched: 2 })
    const input = { home: store.home, from: first.snapshot, to: second.snapshot, limit: 10 }
    const diff = await filesHandlers.diff(input)
    expect(diff).toMatchObject({ added: 1, changed: 1, gone: 1, bytes: 8 })
    expect(diff.first.map(({ path, change }) => `${change} ${path}`)).toEqual([
      'added a/0',
      'changed a/2',
      'gone a/3',
    ])
    const page = { home: store.home, snapshot: second.snapshot, from: 1, count: 1 }
    expect(await filesHandlers.page(page)).toMatchObject({
      total: 3,
      entries: [{ path: 'a/1', inStore: true }],
    })
  })

  test('any series of changes ends as if the lake had been synced once', async () => {
    const change = fc.record({
      name: fc.integer({ min: 0, max: 9 }).map((n) => `a/${n}`),
      content: fc.option(fc.string({ maxLength: 5 }), { nil: null }),
      sync: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 25 }), async (changes) => {
        const one = testStore()
        try {
          for (const [index, { name, content, sync }] of changes.entries()) {
            if (content === null) rmSync(join(one.lake, name), { force: true })
            else {
              one.put({ [name]: content })
              // Each write has a time of its own, as the clock would give it.
              const time = new Date(Date.now() - 3_600_000 + index * 1000)
              utimesSync(join(one.lake, name), time, time)
            }
            if (sync) await one.sync()
          }
          const last = await one.sync()
          expect((await one.sync()).fetched).toBe(0)
          const anew = await one.sync({ seen: join(one.home, 'syncs', 'w', 'seen', 'anew') })
          expect(last.snapshot).toBe(anew.snapshot)
          expect(last.objects).toBe(anew.objects)
        } finally {
          one.done()
        }
      }),
      { numRuns: 25 },
    )
  })

  test('an empty lake is a snapshot without objects', async () => {
    const synced = await store.sync()
    expect(synced).toMatchObject({ objects: 0, snapshot: sha256(''), newest: null })
  })

  test('leaves what has not settled for the next sync', async () => {
    store.put({ 'a/1': 'one' })
    writeFileSync(join(store.lake, 'a/2'), 'young')
    const synced = await store.sync({ settleMs: 600_000 })
    expect(synced).toMatchObject({ objects: 1, partial: false, leftCount: 1 })
    expect(synced.left).toEqual([{ path: 'a/2', reason: expect.stringContaining('younger') }])
  })

  test('names in any order of any characters come in the order of their bytes', async () => {
    const part = fc
      .string({
        unit: fc.constantFrom(
          'a',
          'B',
          '-',
          '.',
          ' ',
          '\n',
          '!',
          'é',
          '\uFFFD',
          '\uE000',
          '😀',
          '0',
          "'",
          '"',
        ),
      })
      .filter((name) => name !== '' && name !== '.' && name !== '..' && name.length < 40)
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(part, part), { minLength: 1, maxLength: 30 }),
        async (names) => {
          const one = testStore('**/*')
          try {
            const wanted = new Set<string>()
            for (const [folder, name] of names) {
              const path = `x/${folder}/${name}`
              // Some file systems fold names: what is there is what counts.
              if (existsSync(join(one.lake, path))) continue
              one.put({ [path]: path })
              wanted.add(path)
            }
            const { snapshot, objects } = await one.sync()
            const lines = readFileSync(manifestFile(one.home, snapshot), 'utf8')
            const paths = lines
              .split('\n')
              .filter(Boolean)
              .map((line) => (JSON.parse(line) as { path: string }).path)
            const sorted = [...wanted].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
            expect(paths).toEqual(sorted)
            expect(objects).toBe(sorted.length)
            expect((await one.sync()).fetched).toBe(0)
          } finally {
            one.done()
          }
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('what cannot be taken is left out and named', () => {
  test('backslashes and names that are no text; spaces, line breaks and emoji are fine', async () => {
    store.put({
      'a/x y': '1',
      'a/x\ny': '2',
      'a/😀': '3',
      'a/back\\slash': '4',
      'a/..\\..\\up': '5',
      'a/...': '6',
    })
    writeFileSync(Buffer.concat([Buffer.from(join(store.lake, 'a/bad')), Buffer.from([0xff])]), '7')
    const synced = await store.sync()
    expect(pathsOf(synced.snapshot)).toEqual(['a/...', 'a/x\ny', 'a/x y', 'a/😀'])
    expect(synced).toMatchObject({ partial: true, leftCount: 3 })
    expect(synced.left).toEqual([
      { path: 'a/..\\..\\up', reason: expect.stringContaining('backslash') },
      { path: 'a/back\\slash', reason: expect.stringContaining('backslash') },
      { path: 'a/bad\uFFFD', reason: expect.stringContaining('Unicode') },
    ])
  })

  test('a pattern never leaves the lake', async () => {
    store.put({ 'a/1': 'one' })
    writeFileSync(join(store.dir, 'secret'), 'secret')
    await expect(store.sync({ pattern: '../secret' })).rejects.toMatchObject({ code: 'PATH_PATTERN' })
    await expect(store.sync({ pattern: '/etc/*' })).rejects.toMatchObject({ code: 'PATH_PATTERN' })
  })

  test('links that lead out, nowhere or to folders are not followed; one to a file within is', async () => {
    store.put({ 'a/1': 'one', 'b/2': 'two' })
    writeFileSync(join(store.dir, 'secret'), 'secret')
    mkdirSync(join(store.dir, 'outside'))
    writeFileSync(join(store.dir, 'outside/3'), 'three')
    symlinkSync('../b/2', join(store.lake, 'a/inside'))
    symlinkSync('../../secret', join(store.lake, 'a/out'))
    symlinkSync('../../nothing', join(store.lake, 'a/nowhere'))
    symlinkSync('../../outside', join(store.lake, 'a/folder'))
    const synced = await store.sync()
    expect(pathsOf(synced.snapshot)).toEqual(['a/1', 'a/inside'])
    expect(synced.partial).toBe(true)
    expect(synced.left.map(({ path }) => path)).toEqual(['a/folder', 'a/nowhere', 'a/out'])
    // The whole folder is a link out of the lake.
    symlinkSync('../outside', join(store.lake, 'c'))
    const linked = await store.sync({ pattern: 'c/*' })
    expect(linked).toMatchObject({ objects: 0, partial: true })
  })

  test('an object that keeps changing while it is read', async () => {
    store.put({ 'a/1': 'one', 'a/big': Buffer.alloc(8 << 20, 1), 'a/z': 'last' })
    const file = join(store.lake, 'a/big')
    // The sync gives way between pieces: each time the file has grown.
    const timer = setInterval(() => writeFileSync(file, 'x', { flag: 'a' }), 0)
    let synced: Awaited<ReturnType<typeof store.sync>>
    try {
      do synced = await store.sync({ rehash: true })
      while (!synced.partial)
    } finally {
      clearInterval(timer)
    }
    expect(pathsOf(synced.snapshot)).toEqual(['a/1', 'a/z'])
    expect(synced.left).toEqual([{ path: 'a/big', reason: expect.stringContaining('changed while') }])
    const after = await store.sync()
    expect(after).toMatchObject({ objects: 3, partial: false })
    expect((await verifyAll(store.home, [after.snapshot])).broken).toEqual([])
  })
})

test('a lake that is not there, and one that is no folder', async () => {
  renameSync(store.lake, `${store.lake}-away`)
  await expect(store.sync()).rejects.toMatchObject({
    code: 'LAKE_MISSING',
    kind: 'remote',
    place: { file: store.lake },
  })
  expect(existsSync(store.home)).toBe(false)
  writeFileSync(store.lake, 'a file')
  await expect(store.sync()).rejects.toMatchObject({ code: 'LAKE_MISSING', kind: 'remote' })
})

test('cancelled in the middle, it keeps what it fetched, and the next sync goes on from there', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [`a/${n}`, Buffer.alloc(40_000, `${n}`)]),
  )
  store.put(files)
  const undisturbed = testStore()
  undisturbed.put(files)
  const { snapshot } = await undisturbed.sync()
  undisturbed.done()
  const controller = new AbortController()
  const stopped = store.sync({}, controller.signal)
  setTimeout(() => controller.abort(), 30)
  await expect(stopped).rejects.toThrow()
  expect(temporaries(store.home)).toEqual([])
  expect(existsSync(join(store.home, 'snapshots'))).toBe(false)
  const kept = readdirSync(join(store.home, 'objects'), { recursive: true }).length
  expect(kept).toBeGreaterThan(0)
  const next = await store.sync()
  expect(next.snapshot).toBe(snapshot)
  expect(next.fetched).toBeLessThan(300)
  expect(next.objects).toBe(300)
})
