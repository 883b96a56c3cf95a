import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { comparePaths } from '#shared/format/manifest.ts'
import { makeFolderSync } from '../disk/index.ts'
import type { HandlerWork } from '../worker/index.ts'
import type { FetchPlace, Got } from './fetch.ts'
import { storeError } from './fs-errors.ts'
import { layout, objectFile } from './layout.ts'
import { takeLock, waitWhileHeld } from './lock.ts'
import { makeDurable } from './make-durable.ts'
import { Outcome } from './outcome.ts'
import { appendJournal, journalOf, mergeJournal, readSeen, type Seen } from './seen.ts'
import { clearLeftovers, temporaryFolder } from './temp.ts'
import type { LeftObject, Synced, SyncInput } from './types.ts'
import type { LeftOut } from './walk.ts'

/** Objects and bytes that are made durable at once. */
const batchObjects = 16_384
const batchBytes = 512 << 20
/** How many left-out objects are named. */
const namedLeft = 1000

/** An object as the listing of any remote shows it; null is what the listing does not say. */
export interface ListedObject {
  path: string
  size: number | null
  /** Milliseconds since 1970. */
  mtime: number | null
  /** Changes when the bytes change: with it, size and time need not be asked. */
  tag?: string | null
}

/** Where the objects of a sync come from: what there is, and how its bytes come into the store. */
export interface Origin<Listed extends ListedObject> {
  /** In the order of a manifest, some at a time. */
  list(): Iterable<(Listed | LeftOut)[]> | AsyncIterable<(Listed | LeftOut)[]>
  /** The names again, where they cost little: how many there are, so that progress has an end. */
  names: (() => Iterable<unknown>) | null
  /**
   * Reads some objects. `got` has what was read at the place that it has in the list, with gaps when the work was
   * `stopped` by what `pause` or a read threw; `before` is what is remembered of the object at a place.
   */
  fetch(
    place: FetchPlace,
    list: readonly Listed[],
    hooks: { pause: () => Promise<void>; each: (got: Got) => void; before: (index: number) => Seen | null },
  ): Promise<{ got: (Got | undefined)[]; stopped: unknown }>
}

/**
 * Brings the objects of a remote into the store and publishes the snapshot of what is there. Objects become durable in
 * batches, the manifest after them, so a kill at any moment leaves whole objects and no manifest that lacks one; the
 * next sync goes on from what was fetched.
 */
export async function sync<Listed extends ListedObject>(
  input: SyncInput,
  origin: Origin<Listed>,
  work: HandlerWork,
): Promise<Synced> {
  try {
    makeFolderSync(dirname(input.seen))
    const lock = `sync-${createHash('sha256').update(input.seen).digest('hex').slice(0, 16)}`
    const release = await takeLock(input.home, lock, work.signal)
    try {
      await waitWhileHeld(input.home, 'gc', work.signal)
      clearLeftovers(input.home)
      mergeJournal(input.seen)
      const folder = temporaryFolder(input.home, 'sync')
      try {
        return await new Sync(input, origin, folder.dir, work).run()
      } finally {
        folder.done()
      }
    } finally {
      release()
    }
  } catch (thrown) {
    throw storeError(thrown, input.home)
  }
}

/** One object on its way to the manifest: known already, or to be fetched. */
type Step<Listed> = { known: Seen } | { fetch: Listed; before: Seen | null }

class Sync<Listed extends ListedObject> {
  readonly #input: SyncInput
  readonly #origin: Origin<Listed>
  readonly #dir: string
  readonly #work: HandlerWork
  readonly #result: Synced = {
    snapshot: '',
    objects: 0,
    bytes: 0,
    fetched: 0,
    fetchedBytes: 0,
    newest: null,
    left: [],
    leftCount: 0,
    partial: false,
  }
  readonly #folders = new Set<string>()
  #total: number | null = null
  #done = 0
  #told = 0
  #yielded = performance.now()

  constructor(input: SyncInput, origin: Origin<Listed>, dir: string, work: HandlerWork) {
    this.#input = input
    this.#origin = origin
    this.#dir = dir
    this.#work = work
  }

  async run(): Promise<Synced> {
    const { home, seen: seenFile } = this.#input
    const outcome = new Outcome({ home, dir: this.#dir, seenFile })
    try {
      for await (const batch of this.#batches(() => outcome.change())) {
        // What is fetched may turn out to be left out, which is a change as well.
        if (batch.some((step) => 'fetch' in step)) outcome.change()
        for (const { entry, known } of await this.#bring(batch)) {
          outcome.add(entry, known)
          this.#result.objects++
          this.#result.bytes += entry.size
        }
      }
      if (this.#folders.size > 0) await makeDurable([...this.#folders, layout(home).objects], home)
      this.#result.snapshot = outcome.publish()
      rmSync(journalOf(seenFile), { force: true })
    } catch (thrown) {
      outcome.drop()
      throw thrown
    }
    this.#total = this.#done
    this.#tell('Fetch', true)
    return this.#result
  }

  /** Counts names once there is something to fetch, so that its progress has an end. */
  async #count(names: () => Iterable<unknown>): Promise<void> {
    let total = 0
    for (const _ of names()) {
      total++
      if (total % 256 === 0) await this.#pause()
    }
    this.#total = total
  }

  /** Listing and memory merged, in pieces of bounded size. `onChange` when an object of the memory is gone. */
  async *#batches(onChange: () => void): AsyncGenerator<Step<Listed>[], void, void> {
    const { settleMs, now, rehash, home, seen: seenFile } = this.#input
    const seen = readSeen(seenFile)
    let known = seen.next()
    let batch: Step<Listed>[] = []
    let bytes = 0
    let listedSoFar = 0
    try {
      for await (const page of this.#origin.list()) {
        await this.#pause()
        listedSoFar += page.length
        this.#progress('List', listedSoFar, this.#total)
        for (const listed of page) {
          while (!known.done && comparePaths(known.value.path, listed.path) < 0) {
            onChange()
            known = seen.next()
          }
          if ('left' in listed) {
            this.#leave(listed, true)
            continue
          }
          if (settleMs > 0 && listed.mtime !== null && now - listed.mtime < settleMs) {
            this.#leave({ path: listed.path, left: 'it is younger than the contract lets it settle' }, false)
            continue
          }
          this.#newer(listed.mtime)
          const before = !known.done && known.value.path === listed.path ? known.value : null
          if (before) known = seen.next()
          const unchanged =
            before !== null &&
            !rehash &&
            before.size === listed.size &&
            (listed.tag ? before.tag === listed.tag : before.mtime === listed.mtime) &&
            // Whether it is whole is for `check` to find out, which sets aside what is not.
            existsSync(objectFile(home, before.sha256))
          if (unchanged) {
            batch.push({ known: before })
          } else {
            batch.push({ fetch: listed, before: rehash ? null : before })
            bytes += listed.size ?? 0
          }
          if (batch.length < batchObjects && bytes < batchBytes) continue
          yield batch
          batch = []
          bytes = 0
        }
      }
      if (!known.done) onChange()
      this.#total ??= this.#origin.names ? null : listedSoFar
      yield batch
    } finally {
      seen.return()
    }
  }

  /** Fetches what a batch lacks and makes it durable. When stopped, what was fetched till then is kept. */
  async #bring(batch: readonly Step<Listed>[]): Promise<{ entry: Seen; known: boolean }[]> {
    const wanted = batch.flatMap((step) => ('fetch' in step ? [step] : []))
    this.#done += batch.length - wanted.length
    const { names } = this.#origin
    if (names && wanted.length > 0 && this.#total === null) await this.#count(names)
    const place = { home: this.#input.home, dir: this.#dir }
    const list = wanted.map(({ fetch }) => fetch)
    const { got, stopped } = await this.#origin.fetch(place, list, {
      pause: () => this.#pause(),
      before: (index) => wanted[index]?.before ?? null,
      each: (one) => {
        this.#done++
        if ('sha256' in one && !one.same) this.#result.fetchedBytes += one.size
        this.#tell('Fetch')
      },
    })
    const fetched = got.filter((one) => one !== undefined && 'sha256' in one)
    for (const { mtime } of fetched) this.#newer(mtime < 0 ? null : mtime)
    await this.#keep(fetched)
    if (stopped) throw stopped
    const entries: { entry: Seen; known: boolean }[] = []
    let next = 0
    for (const step of batch) {
      const entry = 'known' in step ? step.known : got[next++]
      if (entry === undefined) throw new Error('an object was passed over')
      if ('left' in entry) {
        this.#leave(entry, true)
        continue
      }
      const same = 'known' in step || ('same' in entry && entry.same === true)
      if (!same) this.#result.fetched++
      entries.push({ entry, known: 'known' in step })
    }
    return entries
  }

  /** The batch rule: bytes first, then names, then the memory of them. */
  async #keep(fetched: readonly Exclude<Got, LeftOut>[]): Promise<void> {
    const { home, seen } = this.#input
    const written = fetched.filter(({ temporary }) => temporary !== null)
    await makeDurable(
      written.flatMap(({ temporary }) => temporary ?? []),
      this.#dir,
    )
    for (const { temporary, sha256 } of written) {
      // Equal bytes under two names of one batch were written twice.
      if (temporary === null || !existsSync(temporary)) continue
      const file = objectFile(home, sha256)
      const folder = dirname(file)
      if (!this.#folders.has(folder)) {
        makeFolderSync(folder)
        this.#folders.add(folder)
      }
      renameSync(temporary, file)
    }
    appendJournal(seen, fetched)
  }

  #leave({ path, left }: LeftOut, partial: boolean): void {
    const named: LeftObject = { path, reason: left }
    if (this.#result.left.length < namedLeft) this.#result.left.push(named)
    this.#result.leftCount++
    if (partial) this.#result.partial = true
  }

  #newer(mtime: number | null): void {
    if (mtime !== null) this.#result.newest = Math.max(this.#result.newest ?? 0, Math.round(mtime))
  }

  #tell(phase: string, force = false): void {
    this.#progress(phase, this.#done, this.#total, force)
  }

  /** At most ten times a second. */
  #progress(phase: string, done: number, total: number | null, force = false): void {
    const now = performance.now()
    if (!force && now - this.#told < 100) return
    this.#told = now
    this.#work.onProgress({ phase, done, total, unit: 'objects', bytesDone: this.#result.fetchedBytes })
  }

  /** Lets a cancel arrive. */
  async #pause(): Promise<void> {
    const now = performance.now()
    if (now - this.#yielded < 10) return
    await turn()
    this.#yielded = performance.now()
    this.#work.signal.throwIfAborted()
  }
}
