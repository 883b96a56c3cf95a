import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import { errorCode, makeFolderSync } from '../disk/index.ts'
import type { HandlerWork } from '../worker/index.ts'
import { layout, manifestFile, objectFile } from './layout.ts'
import { manifestEntries } from './manifest-file.ts'
import { ownedName } from './temp.ts'
import type { BrokenObject, Verified } from './types.ts'

/** How many places of one broken object are named. */
const namedPlaces = 100

type Problem = BrokenObject['problem']

/**
 * Looks at every object of `snapshots`: is it there, of the right size, and with `readData` of the right digest; then
 * at what else the store holds. What is not what its name says is moved to `quarantine/`, so that the next sync
 * fetches it again. A broken manifest counts as an object of its snapshot.
 */
export async function verify(
  { home, snapshots, readData }: { home: string; snapshots: string[]; readData: boolean },
  work: HandlerWork,
): Promise<Verified> {
  const check = new Check(home, readData, work)
  for (const snapshot of new Set(snapshots)) await check.manifest(snapshot)
  await check.count()
  for (const snapshot of check.readable) {
    for await (const { sha256, size } of manifestEntries(home, snapshot)) await check.object(sha256, size)
  }
  if (readData) await check.rest()
  await check.places()
  return check.result()
}

class Check {
  readonly readable: string[] = []
  readonly #home: string
  readonly #readData: boolean
  readonly #work: HandlerWork
  readonly #looked = new Set<string>()
  readonly #broken = new Map<string, BrokenObject>()
  readonly #buffer = Buffer.allocUnsafe(1 << 20)
  #objects = 0
  #bytes = 0
  #total: number | null = null
  #told = 0
  #yielded = performance.now()

  constructor(home: string, readData: boolean, work: HandlerWork) {
    this.#home = home
    this.#readData = readData
    this.#work = work
  }

  async manifest(snapshot: string): Promise<void> {
    const file = manifestFile(this.#home, snapshot)
    try {
      if ((await this.#digest(file)) === snapshot) this.readable.push(snapshot)
      else this.#report(snapshot, 'wrong digest', file)
    } catch (thrown) {
      if (errorCode(thrown) !== 'ENOENT') throw thrown
      this.#report(snapshot, 'missing', null)
    }
    const broken = this.#broken.get(snapshot)
    broken?.places.push({ snapshot, path: `snapshots/${snapshot}.ndjson` })
  }

  /** How many objects there are to look at, for the progress. */
  async count(): Promise<void> {
    const names = new Set<string>()
    for (const snapshot of this.readable) {
      for await (const { sha256 } of manifestEntries(this.#home, snapshot)) names.add(packed(sha256))
    }
    this.#total = names.size
  }

  async object(sha256: string, size: number): Promise<void> {
    const name = packed(sha256)
    if (this.#looked.has(name)) return
    this.#looked.add(name)
    const file = objectFile(this.#home, sha256)
    const stat = statSync(file, { throwIfNoEntry: false })
    if (!stat) this.#report(sha256, 'missing', null)
    else if (stat.size !== size) this.#report(sha256, 'wrong size', file)
    else await this.#look(sha256, file, size)
    await this.#step()
  }

  /** Objects of the store that none of the snapshots names. */
  async rest(): Promise<void> {
    for (const folder of entries(layout(this.#home).objects)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue
      for (const rest of entries(join(layout(this.#home).objects, folder))) {
        const sha256 = folder + rest
        if (!/^[0-9a-f]{64}$/.test(sha256) || this.#looked.has(packed(sha256))) continue
        const file = objectFile(this.#home, sha256)
        const stat = statSync(file, { throwIfNoEntry: false })
        if (stat) await this.#look(sha256, file, stat.size)
        await this.#step()
      }
    }
  }

  async #look(sha256: string, file: string, size: number): Promise<void> {
    this.#objects++
    this.#bytes += size
    if (!this.#readData) return
    try {
      if ((await this.#digest(file)) !== sha256) this.#report(sha256, 'wrong digest', file)
    } catch (thrown) {
      this.#work.signal.throwIfAborted()
      // A disk that gives an error instead of the bytes has lost them.
      if (errorCode(thrown) === 'ENOENT') this.#report(sha256, 'missing', null)
      else if (errorCode(thrown) === 'EIO') this.#report(sha256, 'wrong digest', file)
      else throw unreadable(file, thrown)
    }
  }

  /** Where the broken objects stand. */
  async places(): Promise<void> {
    if (this.#broken.size === 0) return
    for (const snapshot of this.readable) {
      for await (const { sha256, path } of manifestEntries(this.#home, snapshot)) {
        const broken = this.#broken.get(sha256)
        if (broken && broken.places.length < namedPlaces) broken.places.push({ snapshot, path })
      }
    }
  }

  result(): Verified {
    return { objects: this.#objects, bytes: this.#bytes, broken: [...this.#broken.values()] }
  }

  #report(sha256: string, problem: Problem, file: string | null): void {
    const setAside = file !== null && this.#setAside(sha256, file)
    this.#broken.set(sha256, { sha256, problem, setAside, places: [] })
  }

  #setAside(sha256: string, file: string): boolean {
    const { quarantine } = layout(this.#home)
    try {
      makeFolderSync(quarantine)
      renameSync(file, join(quarantine, ownedName(sha256)))
      return true
    } catch {
      return false
    }
  }

  async #digest(file: string): Promise<string> {
    const hash = createHash('sha256')
    const fd = openSync(file, 'r')
    try {
      for (;;) {
        const got = readSync(fd, this.#buffer, 0, this.#buffer.length, null)
        if (got === 0) return hash.digest('hex')
        hash.update(this.#buffer.subarray(0, got))
        await this.#pause()
      }
    } finally {
      closeSync(fd)
    }
  }

  async #step(): Promise<void> {
    await this.#pause()
    const now = performance.now()
    const done = this.#looked.size
    if (now - this.#told < 100 && done !== this.#total) return
    this.#told = now
    this.#work.onProgress({
      phase: 'Verify',
      done,
      total: this.#total,
      unit: 'objects',
      bytesDone: this.#bytes,
    })
  }

  async #pause(): Promise<void> {
    if (performance.now() - this.#yielded < 10) return
    await turn()
    this.#yielded = performance.now()
    this.#work.signal.throwIfAborted()
  }
}

/** A digest in half the memory. */
export const packed = (sha256: string): string => Buffer.from(sha256, 'hex').toString('latin1')

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function unreadable(file: string, cause: unknown): AppError {
  return new AppError(
    {
      code: 'STORE_UNREADABLE',
      kind: 'failed',
      message: `An object of the store cannot be read (${errorCode(cause) ?? cause}). Allow this user to read it, then check again.`,
      place: { file },
    },
    { cause },
  )
}
