import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { S3Remote } from '#shared/format/workspace.ts'
import { environment, secrets, serveBucket, serveS3rver } from '../remote/s3/testing.ts'
import { filesHandlers } from './handlers.ts'
import { objectFile } from './layout.ts'
import { syncInput, type TestStore, temporaries, testStore } from './testing.ts'

/** A sync from a bucket: of a real S3 server, and of one that does what that one lacks. */

let store: TestStore
beforeEach(() => {
  store = testStore()
})
afterEach(() => store.done())

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function sync(endpoint: string, { prefix = '' } = {}) {
  const seen = join(store.home, 'syncs/w/seen/bucket')
  const { root: _, ...input } = syncInput({ lake: store.lake, home: store.home, seen })
  const config = S3Remote.parse({ type: 's3', bucket: 'raw-lake', prefix, endpoint, path_style: true })
  return filesHandlers.syncRemote(
    { ...input, config },
    { signal: new AbortController().signal, onProgress: () => undefined },
  )
}

test('an S3 server gives the snapshot that a folder with the same files gives, and no byte twice', async () => {
  const files = { 'a/1': 'one', 'a/2 b+c': 'two', 'a/ä': 'three', 'b/4': 'other' }
  store.put(files)
  const s3 = await serveS3rver()
  const back = environment(s3.credentials)
  try {
    await s3.put(Object.fromEntries(Object.entries(files).map(([path, text]) => [`exports/${path}`, text])))
    const synced = await sync(s3.endpoint, { prefix: 'exports' })
    expect(synced).toMatchObject({ objects: 3, fetched: 3, left: [], partial: false })
    expect(synced.snapshot).toBe((await store.sync()).snapshot)
    expect(await sync(s3.endpoint, { prefix: 'exports' })).toMatchObject({
      snapshot: synced.snapshot,
      fetched: 0,
      fetchedBytes: 0,
    })
  } finally {
    back()
    await s3.close()
  }
})

test('a large object comes in parts, and a part that breaks off is asked for again', async () => {
  const large = Array.from({ length: 5_000_000 }, (_, index) => `${index % 1000} `)
    .join('')
    .slice(0, 40_000_000)
    .padEnd(40_000_000, '.')
  const objects = new Map([
    ['a/large', large],
    ['a/small', 'small'],
  ])
  let broken = 0
  const ranges: string[] = []
  const bucket = await serveBucket(objects, (request, response) => {
    const { range } = request.headers
    if (range) ranges.push(range)
    if (!range?.startsWith('bytes=16777216-') || broken++ > 0) return false
    response.writeHead(206, {
      'content-range': `bytes 16777216-33554431/${large.length}`,
      'content-length': 16_777_216,
    })
    response.write('x'.repeat(1000), () => setTimeout(() => response.destroy(), 20))
    return true
  })
  const back = environment(secrets)
  try {
    const synced = await sync(bucket.endpoint)
    expect(synced).toMatchObject({ objects: 2, bytes: large.length + 5, partial: false })
    expect(sha256(readFileSync(objectFile(store.home, sha256(large))))).toBe(sha256(large))
    expect(ranges.sort()).toEqual([
      'bytes=0-16777215',
      'bytes=16777216-33554431',
      'bytes=16777216-33554431',
      'bytes=33554432-39999999',
    ])
    expect(temporaries(store.home)).toEqual([])
  } finally {
    back()
    await bucket.close()
  }
}, 60_000)

test('an object that is replaced between listing and reading is not mixed with what it was', async () => {
  const objects = new Map([
    ['a/1', 'before'],
    ['a/2', 'two'],
  ])
  let listed = false
  const bucket = await serveBucket(objects, (_, __, url) => {
    if (url.searchParams.has('list-type')) listed = true
    else if (listed) objects.set('a/1', 'after it')
    return false
  })
  const back = environment(secrets)
  try {
    expect(await sync(bucket.endpoint)).toMatchObject({
      objects: 1,
      partial: true,
      left: [{ path: 'a/1', reason: 'it changed during the sync' }],
    })
    expect(await sync(bucket.endpoint)).toMatchObject({ objects: 2, partial: false })
  } finally {
    back()
    await bucket.close()
  }
})
