import { createHash, type Hash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ObjectLost, type Remote, type RemoteBody, type RemoteObject } from '../remote/index.ts'
import { type Fetched, type FetchPlace, type Got, inStore } from './fetch.ts'
import { storeError } from './fs-errors.ts'
import type { Seen } from './seen.ts'

/** Objects that are read at the same time: most of the wait is for the answer to begin. */
const atOnce = 16
/** A larger object is read in parts of this size, some at the same time. */
const partBytes = 16 << 20
const partsAtOnce = 4
/** How often one object is begun again, or taken up where it broke off. */
const attempts = 4
/** A time this near to the reading (ms) does not tell a later change within the same tick of the remote's clock. */
const freshMs = 2000

let count = 0

/** Objects of a remote over a network on their way into the store. */
export async function fetchRemote(
  remote: Remote,
  place: FetchPlace,
  list: readonly RemoteObject[],
  {
    pause,
    each,
    before,
    signal,
  }: {
    pause: () => Promise<void>
    each: (got: Got) => void
    before: (index: number) => Seen | null
    signal: AbortSignal
  },
): Promise<{ got: (Got | undefined)[]; stopped: unknown }> {
  const got: (Got | undefined)[] = new Array(list.length)
  // The first failure of the remote itself ends what the others are doing.
  const stop = new AbortController()
  const ended = AbortSignal.any([signal, stop.signal])
  let stopped: unknown
  let next = 0
  const work = async () => {
    while (next < list.length && !ended.aborted) {
      const index = next++
      const object = list[index] as RemoteObject
      const one = await fetchOne({ remote, place, object, before: before(index), signal: ended })
      got[index] = one
      each(one)
      await pause()
    }
  }
  const workers = Array.from({ length: Math.min(atOnce, list.length) }, () =>
    work().catch((thrown) => {
      stopped ??= thrown
      stop.abort(thrown)
    }),
  )
  await Promise.all(workers)
  return { got, stopped: stopped ?? (signal.aborted ? signal.reason : undefined) }
}

interface One {
  remote: Remote
  place: FetchPlace
  object: RemoteObject
  before: Seen | null
  signal: AbortSignal
}

async function fetchOne(one: One): Promise<Got> {
  const { path } = one.object
  try {
    return await readWhole(one)
  } catch (thrown) {
    if (thrown instanceof ObjectLost) return { path, left: thrown.message }
    throw storeError(thrown, one.place.home)
  }
}

/** What stays of the bytes: those read so far, and whose they are. */
interface Partial {
  temporary: string
  file: FileHandle
  hash: Hash
  written: number
  /** Of the whole object; null when nobody said. */
  size: number | null
  tag: string | null
}

/** The object's bytes in a temporary file, or the word that they are what is remembered. Throws `ObjectLost`. */
async function readWhole(one: One): Promise<Fetched> {
  const { place, object } = one
  if (object.size !== null && object.size > 2 * partBytes && object.tag !== null) {
    const parts = await readParts(one, object.size)
    if (parts) return parts
  }
  const temporary = temporaryFile(place)
  const file = await open(temporary, 'wx', 0o444)
  let kept = false
  try {
    const fetched = await readOn(one, {
      temporary,
      file,
      hash: createHash('sha256'),
      written: 0,
      size: object.size,
      tag: null,
    })
    kept = fetched.temporary !== null
    return fetched
  } finally {
    await file.close()
    if (!kept) rmSync(temporary, { force: true })
  }
}

/** Reads to the end; where the connection breaks off, from there on as long as it is the same object. */
async function readOn({ remote, place, object, before, signal }: One, partial: Partial): Promise<Fetched> {
  for (let attempt = 1; ; attempt++) {
    try {
      const resumed = partial.written > 0 && partial.tag !== null && partial.size !== null
      const range = resumed ? { from: partial.written, to: partial.size ?? 0 } : null
      const body = await remote.read(object, range, signal)
      if (!resumed && before && isSame(before, body, place)) {
        await discard(body)
        return { ...before, path: object.path, temporary: null, same: true }
      }
      if (!(resumed && body.partial && body.tag === partial.tag)) await restart(partial)
      partial.tag = body.tag
      partial.size = object.size ?? body.size
      for await (const bytes of body.bytes) {
        await partial.file.write(bytes, 0, bytes.length, partial.written)
        partial.hash.update(bytes)
        partial.written += bytes.length
      }
      const size = partial.size ?? partial.written
      if (partial.written !== size) {
        throw new ObjectLost(`it has ${partial.written} bytes, and ${size} were announced`, { again: true })
      }
      return placed(place, object, body, {
        size,
        sha256: partial.hash.digest('hex'),
        temporary: partial.temporary,
      })
    } catch (thrown) {
      if (!(thrown instanceof ObjectLost && thrown.again) || attempt === attempts) throw thrown
    }
  }
}

async function restart(partial: Partial): Promise<void> {
  if (partial.written === 0) return
  await partial.file.truncate(0)
  partial.hash = createHash('sha256')
  partial.written = 0
}

/** A large object in parts, several at a time; null when the remote gives no ranges. Throws `ObjectLost`. */
async function readParts({ remote, place, object, signal }: One, size: number): Promise<Fetched | null> {
  const temporary = temporaryFile(place)
  const file = await open(temporary, 'wx+', 0o644)
  const stop = new AbortController()
  const ended = AbortSignal.any([signal, stop.signal])
  let first: RemoteBody | null = null
  let kept = false
  try {
    let next = 0
    const work = async () => {
      while (next < size) {
        const from = next
        const to = Math.min(from + partBytes, size)
        next = to
        for (let attempt = 1; ; attempt++) {
          try {
            const body = await remote.read(object, { from, to }, ended)
            if (!body.partial) throw new WholeOnly()
            first ??= body
            await writePart(file, body, from, to)
            break
          } catch (thrown) {
            if (!(thrown instanceof ObjectLost && thrown.again) || attempt === attempts) throw thrown
          }
        }
      }
    }
    const failures: unknown[] = []
    await Promise.all(
      Array.from({ length: partsAtOnce }, () =>
        work().catch((thrown) => {
          failures.push(thrown)
          stop.abort(thrown)
        }),
      ),
    )
    if (failures.length > 0) throw failures[0]
    const hash = createHash('sha256')
    for await (const bytes of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 }))
      hash.update(bytes as Buffer)
    await file.chmod(0o444)
    const fetched = placed(place, object, first as unknown as RemoteBody, {
      size,
      sha256: hash.digest('hex'),
      temporary,
    })
    kept = fetched.temporary !== null
    return fetched
  } catch (thrown) {
    if (thrown instanceof WholeOnly) return null
    throw thrown
  } finally {
    await file.close()
    if (!kept) rmSync(temporary, { force: true })
  }
}

/** The remote answers a range with the whole object. */
class WholeOnly extends Error {}

async function writePart(file: FileHandle, body: RemoteBody, from: number, to: number): Promise<void> {
  let at = from
  for await (const bytes of body.bytes) {
    if (at + bytes.length > to)
      throw new ObjectLost('it gives more bytes than were asked for', { again: true })
    await file.write(bytes, 0, bytes.length, at)
    at += bytes.length
  }
  if (at !== to) throw new ObjectLost('the connection broke off before its end', { again: true })
}

/** Whether what the remote would send is what is remembered; only its own word for the bytes counts. */
function isSame(before: Seen, body: RemoteBody, place: FetchPlace): boolean {
  const sized = body.size === null || body.size === before.size
  const same = body.tag
    ? body.tag === before.tag
    : body.size !== null && body.mtime !== null && body.mtime === before.mtime
  return sized && same && inStore(place.home, before.sha256, before.size)
}

/** Ends a body whose bytes are not wanted. A short one is read, so that its connection can serve again. */
async function discard(body: RemoteBody): Promise<void> {
  let read = 0
  try {
    for await (const bytes of body.bytes) {
      read += bytes.length
      if (read > 1 << 16) break
    }
  } catch (thrown) {
    if (!(thrown instanceof ObjectLost)) throw thrown
  }
}

function placed(
  place: FetchPlace,
  object: RemoteObject,
  body: RemoteBody,
  { size, sha256, temporary }: { size: number; sha256: string; temporary: string },
): Fetched {
  const tag = object.tag ?? body.tag
  const mtime = object.mtime ?? body.mtime
  const fresh = mtime === null || (tag === null && Math.abs(Date.now() - mtime) < freshMs)
  return {
    path: object.path,
    size,
    mtime: fresh ? -1 : mtime,
    sha256,
    temporary: inStore(place.home, sha256, size) ? null : temporary,
    tag,
  }
}

const temporaryFile = ({ dir }: FetchPlace): string => `${dir}/r${count++}`
