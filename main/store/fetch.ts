import { createHash, hash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs'
import { errorCode, writeAll } from '../disk/index.ts'
import { storeError } from './fs-errors.ts'
import { objectFile } from './layout.ts'
import type { LeftOut, Listed } from './walk.ts'

/** An object that was read: its bytes are in the store already, or in a temporary file that is to be renamed. */
export interface Fetched {
  path: string
  size: number
  mtime: number
  sha256: string
  temporary: string | null
  /** Of a remote that has tags. */
  tag?: string | null
  /** It is what was remembered of it: no byte was read. */
  same?: boolean
}

/** What became of an object that was to be read. */
export type Got = Fetched | LeftOut

export interface FetchPlace {
  home: string
  /** Folder for temporary files, on the store's file system. */
  dir: string
}

/** Files up to this size are read whole, hashed, and written only when the store lacks them. */
const smallBytes = 1 << 20
/** A time this near to the reading (ms) does not tell a later change within the same tick of the clock. */
const freshMs = 50

const buffer = Buffer.allocUnsafeSlow(smallBytes)
let cloning = true
let count = 0

/**
 * Reads one object into the store's temporary folder while hashing it. An object that changes meanwhile is read once
 * more, then left out. `pause` is awaited between pieces of large files and may throw to stop.
 */
export async function fetchObject(
  place: FetchPlace,
  listed: Listed,
  pause: () => Promise<void>,
): Promise<Fetched | LeftOut> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const fetched = await readOnce(place, listed, pause)
    if (fetched) return fetched
  }
  return { path: listed.path, left: 'it changed while it was being read, twice' }
}

/** Null when the object changed while it was read. */
async function readOnce(
  place: FetchPlace,
  listed: Listed,
  pause: () => Promise<void>,
): Promise<Fetched | LeftOut | null> {
  const { path, file } = listed
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (thrown) {
    const code = errorCode(thrown)
    return { path, left: code === 'ENOENT' ? 'it was removed during the sync' : unreadable(code, thrown) }
  }
  try {
    const before = fstatSync(fd)
    if (!before.isFile()) return { path, left: 'it is no plain file' }
    // Another file stands there than was listed: a folder above may have become a link.
    if ((before.ino !== listed.ino || before.dev !== listed.dev) && realpathSync(file) !== file) {
      return { path, left: 'it is a link that leads out of the remote' }
    }
    const read =
      before.size <= smallBytes
        ? readSmall(place, fd, before)
        : await readLarge(place, fd, file, before, pause)
    const after = fstatSync(fd)
    if (
      !read ||
      after.size !== before.size ||
      after.mtimeMs !== before.mtimeMs ||
      after.ctimeMs !== before.ctimeMs
    ) {
      if (read?.temporary) rmSync(read.temporary, { force: true })
      return null
    }
    const mtime = Date.now() - before.mtimeMs < freshMs ? -1 : before.mtimeMs
    return { path, size: before.size, mtime, ...read }
  } catch (thrown) {
    if (thrown instanceof ReadError) return { path, left: unreadable(thrown.code, thrown) }
    throw storeError(thrown, place.home)
  } finally {
    closeSync(fd)
  }
}

const unreadable = (code: string | undefined, thrown: unknown) => `it cannot be read (${code ?? thrown})`

/** The lake's fault, not the store's. */
class ReadError extends Error {
  readonly code: string | undefined
  constructor(cause: unknown) {
    super((cause as Error).message, { cause })
    this.code = errorCode(cause)
  }
}

interface Read {
  sha256: string
  temporary: string | null
}

function readPiece(fd: number, target: Buffer, at: number, length: number): number {
  try {
    return readSync(fd, target, at, length, null)
  } catch (thrown) {
    throw new ReadError(thrown)
  }
}

function readSmall({ home, dir }: FetchPlace, fd: number, { size }: Stats): Read | null {
  let at = 0
  while (at < size) {
    const got = readPiece(fd, buffer, at, size - at)
    if (got === 0) return null
    at += got
  }
  const bytes = buffer.subarray(0, size)
  const sha256 = hash('sha256', bytes, 'hex')
  if (inStore(home, sha256, size)) return { sha256, temporary: null }
  return { sha256, temporary: writeTemporary(dir, (to) => writeAll(to, bytes)) }
}

async function readLarge(
  { home, dir }: FetchPlace,
  fd: number,
  file: string,
  { size }: Stats,
  pause: () => Promise<void>,
): Promise<Read | null> {
  const clone = cloning ? cloneTo(dir, file) : null
  if (clone) {
    const from = openSync(clone, constants.O_RDONLY)
    try {
      const sha256 = await hashPieces(from, size, pause)
      return sha256 === null ? drop(clone) : placed(home, sha256, size, clone)
    } catch (thrown) {
      drop(clone)
      throw thrown
    } finally {
      closeSync(from)
    }
  }
  const temporary = nextTemporary(dir)
  const to = openSync(temporary, 'wx', 0o444)
  try {
    const sha256 = await hashPieces(fd, size, pause, (bytes) => writeAll(to, bytes))
    return sha256 === null ? drop(temporary) : placed(home, sha256, size, temporary)
  } catch (thrown) {
    drop(temporary)
    throw thrown
  } finally {
    closeSync(to)
  }
}

function drop(temporary: string): null {
  rmSync(temporary, { force: true })
  return null
}

function placed(home: string, sha256: string, size: number, temporary: string): Read {
  if (!inStore(home, sha256, size)) return { sha256, temporary }
  drop(temporary)
  return { sha256, temporary: null }
}

/** Digest of exactly `size` bytes; null when there are fewer. */
async function hashPieces(
  fd: number,
  size: number,
  pause: () => Promise<void>,
  each: (bytes: Buffer) => void = () => undefined,
): Promise<string | null> {
  const hasher = createHash('sha256')
  for (let at = 0; at < size; ) {
    const got = readPiece(fd, buffer, 0, Math.min(buffer.length, size - at))
    if (got === 0) return null
    const bytes = buffer.subarray(0, got)
    hasher.update(bytes)
    each(bytes)
    at += got
    await pause()
  }
  return hasher.digest('hex')
}

/** A copy on write where the file system can, else null, and then it is not tried again. */
function cloneTo(dir: string, file: string): string | null {
  const temporary = nextTemporary(dir)
  try {
    copyFileSync(file, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE)
    chmodSync(temporary, 0o444)
    return temporary
  } catch {
    rmSync(temporary, { force: true })
    cloning = false
    return null
  }
}

function writeTemporary(dir: string, write: (fd: number) => void): string {
  const temporary = nextTemporary(dir)
  const fd = openSync(temporary, 'wx', 0o444)
  try {
    write(fd)
  } catch (thrown) {
    rmSync(temporary, { force: true })
    throw thrown
  } finally {
    closeSync(fd)
  }
  return temporary
}

const nextTemporary = (dir: string): string => `${dir}/${count++}`

/** Whether the store holds this object whole. */
export function inStore(home: string, sha256: string, size: number): boolean {
  return statSync(objectFile(home, sha256), { throwIfNoEntry: false })?.size === size
}
