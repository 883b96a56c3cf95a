import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filesHandlers } from './handlers.ts'
import { manifestFile, objectFile } from './layout.ts'
import { syncInput, type TestStore, temporaries, testStore } from './testing.ts'

/** A sync over a network, from a real server on loopback that can be told to misbehave. */

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let store: TestStore
let server: Server
let objects: Map<string, Buffer>
/** Requests of objects, with the range that was asked. */
let asked: string[]
/** Takes a request over; true when it did. */
let trouble: (path: string, request: IncomingMessage, response: ServerResponse) => boolean

beforeEach(async () => {
  store = testStore()
  objects = new Map()
  asked = []
  trouble = () => false
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    if (path === 'index.txt') return response.end([...objects.keys()].join('\n'))
    asked.push(`${path} ${request.headers.range ?? ''}`.trim())
    if (trouble(path, request, response)) return
    const bytes = objects.get(path)
    if (!bytes) return response.writeHead(404).end()
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1)
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': part.length,
      etag: `"${sha256(bytes).slice(0, 8)}"`,
      'last-modified': new Date(1_000_000_000_000).toUTCString(),
      ...(from !== undefined && { 'content-range': `bytes ${from}-${to}/${bytes.length}` }),
    })
    response.end(part)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  store.done()
})

function put(files: Record<string, string | Buffer>): void {
  for (const [path, content] of Object.entries(files)) objects.set(path, Buffer.from(content))
}

function sync({ signal = new AbortController().signal, pattern = 'a/*' } = {}) {
  const { port } = server.address() as AddressInfo
  const { root: _, ...input } = syncInput({ lake: store.lake, home: store.home, pattern })
  return filesHandlers.syncRemote(
    { ...input, config: { type: 'http', url: `http://127.0.0.1:${port}/`, index: 'index.txt' } },
    { signal, onProgress: () => undefined },
  )
}

describe('a sync over a network', () => {
  test('gives the snapshot that a folder with the same files gives', async () => {
    const files = { 'a/1': 'one', 'a/10': 'one', 'a/2 b%': 'two', 'b/3': 'other' }
    put(files)
    store.put(files)
    const synced = await sync()
    expect(synced).toMatchObject({
      objects: 3,
      bytes: 9,
      fetched: 3,
      fetchedBytes: 9,
      left: [],
      partial: false,
    })
    expect(synced.newest).toBe(1_000_000_000_000)
    expect(synced.snapshot).toBe((await store.sync()).snapshot)
    expect(readFileSync(objectFile(store.home, sha256('two')), 'utf8')).toBe('two')
    expect(statSync(objectFile(store.home, sha256('two'))).mode & 0o222).toBe(0)
    expect(temporaries(store.home)).toEqual([])
  })

  test('with nothing new takes no byte, and what is new or changed alone', async () => {
    put({ 'a/1': 'one', 'a/2': randomBytes(3_000_000) })
    const first = await sync()
    const second = await sync()
    expect(second).toMatchObject({ snapshot: first.snapshot, fetched: 0, fetchedBytes: 0, objects: 2 })
    put({ 'a/1': 'ONE', 'a/3': 'three' })
    expect(await sync()).toMatchObject({ fetched: 2, fetchedBytes: 8, objects: 3 })
    objects.delete('a/2')
    expect(await sync()).toMatchObject({ fetched: 0, objects: 2 })
  })

  test('goes on where a connection broke off, and begins anew where it is another object', async () => {
    const bytes = randomBytes(2_000_000)
    put({ 'a/1': bytes })
    let broken = 0
    trouble = (path, { headers }, response) => {
      if (broken > 0 || headers.range) return false
      broken++
      response.writeHead(200, { 'content-length': bytes.length, etag: `"${sha256(bytes).slice(0, 8)}"` })
      response.write(bytes.subarray(0, 500_000), () => setTimeout(() => response.destroy(), 50))
      return path === 'a/1'
    }
    expect(await sync()).toMatchObject({ objects: 1, bytes: bytes.length, partial: false })
    expect(sha256(readFileSync(objectFile(store.home, sha256(bytes))))).toBe(sha256(bytes))
    expect(asked).toEqual(['a/1', 'a/1 bytes=500000-1999999'])
  })

  test('leaves out what is gone, cannot be had or is of another length, and says so', async () => {
    put({ 'a/1': 'one', 'a/gone': '', 'a/short': 'short', 'a/shut': 'shut', '../a/x': 'no', 'a//y': 'no' })
    trouble = (path, _, response) => {
      if (path === 'a/gone') response.writeHead(404).end()
      else if (path === 'a/shut') response.writeHead(403).end()
      else if (path === 'a/short') {
        response.writeHead(200, { 'content-length': 50 })
        response.write('short')
        setTimeout(() => response.destroy(), 20)
      } else return false
      return true
    }
    const synced = await sync({ pattern: '**/*' })
    expect(synced).toMatchObject({ objects: 1, partial: true })
    expect(synced.left.map(({ path }) => path).sort()).toEqual([
      '../a/x',
      'a//y',
      'a/gone',
      'a/short',
      'a/shut',
    ])
    expect(readFileSync(manifestFile(store.home, synced.snapshot), 'utf8')).not.toContain('short')
    expect(temporaries(store.home)).toEqual([])
  })

  test('keeps what it has when it is cancelled or the server dies', async () => {
    put(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`a/${index}`, `object ${index}`])))
    const stop = new AbortController()
    let answered = 0
    trouble = () => {
      if (++answered === 40) stop.abort(new Error('enough'))
      return answered >= 40
    }
    await expect(sync({ signal: stop.signal })).rejects.toThrow()
    expect(temporaries(store.home)).toEqual([])
    asked = []
    answered = 0
    trouble = () => false
    const synced = await sync()
    expect(synced.objects).toBe(60)
    // What was whole before the cancel is asked for its tag, and not read again.
    expect(synced.fetched).toBeLessThan(60)
  })
})
