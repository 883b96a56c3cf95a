import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { AppError } from '#shared/errors.ts'
import type { HandlerWork } from '../worker/index.ts'
import { storeError } from './fs-errors.ts'
import { imageFile, layout, manifestFile, profileFile } from './layout.ts'
import { readLines } from './lines.ts'
import { liveLocks, takeLock } from './lock.ts'
import { manifestEntries } from './manifest-file.ts'
import { rootsOf, unusedMs } from './roots.ts'
import { leftovers } from './temp.ts'
import type { Collected } from './types.ts'
import { packed } from './verify.ts'

/** What is younger may belong to work that has not been recorded yet. */
const freshMs = 3_600_000
/** How many freed things are named; all are counted. */
const named = 10_000

/**
 * Frees what no workspace's syncs or roots cite: objects, manifests, images of snapshots that are gone or long unused,
 * long unused rows of runs, and what killed processes left. What was set aside stays. With `dryRun` only says so.
 * Throws `STORE_BUSY` while a sync runs.
 */
export async function collect(
  { home, dryRun, now }: { home: string; dryRun: boolean; now: number },
  work: HandlerWork,
): Promise<Collected> {
  if (dryRun) return new Collection(home, dryRun, now, work).run()
  try {
    const release = await takeLock(home, 'gc', work.signal)
    try {
      // A sync looks for this lock after taking its own: one of the two sees the other.
      const { locks } = layout(home)
      const syncs = liveLocks(
        names(locks).filter((name) => name.startsWith('sync-')),
        locks,
      )
      if (syncs.length > 0) throw busy()
      return await new Collection(home, dryRun, now, work).run()
    } finally {
      release()
    }
  } catch (thrown) {
    throw storeError(thrown, home)
  }
}

function busy(): AppError {
  return new AppError({
    code: 'STORE_BUSY',
    kind: 'failed',
    message: 'A sync is running on this store. Wait until it has ended, then collect again.',
  })
}

class Collection {
  readonly #home: string
  readonly #dryRun: boolean
  readonly #now: number
  readonly #work: HandlerWork
  readonly #result: Collected
  #told = 0
  #done = 0
  #yielded = performance.now()

  constructor(home: string, dryRun: boolean, now: number, work: HandlerWork) {
    this.#home = home
    this.#dryRun = dryRun
    this.#now = now
    this.#work = work
    this.#result = { dryRun, freed: [], bytes: 0, kept: { objects: 0, images: 0, bytes: 0 } }
  }

  async run(): Promise<Collected> {
    for (const { name, file } of leftovers(this.#home)) this.#free('temporary', name, [file], sizeOf(file))
    const cited = citedBy(this.#home, this.#now)
    await this.#manifests(cited.snapshots)
    await this.#images(cited)
    this.#results(cited.results)
    await this.#objects(await this.#keptObjects(cited))
    return this.#result
  }

  /** Drops manifests that nothing cites; fresh ones join the cited. */
  async #manifests(cited: Set<string>): Promise<void> {
    for (const name of names(layout(this.#home).snapshots)) {
      const id = name.replace(/\.ndjson$/, '')
      if (!/^[0-9a-f]{64}$/.test(id) || cited.has(id)) continue
      const file = manifestFile(this.#home, id)
      const stat = statSync(file, { throwIfNoEntry: false })
      if (!stat) continue
      if (this.#now - stat.mtimeMs < freshMs) cited.add(id)
      else this.#free('object', `snapshots/${name}`, [file], stat.size)
      await this.#step()
    }
  }

  async #images({ snapshots, latest }: Cited): Promise<void> {
    const folder = layout(this.#home).images
    const all = names(folder)
    const there = new Set(all)
    for (const name of all) {
      const profiled = /^([0-9a-f]{64})\.profile\.json$/.exec(name)?.[1]
      // What was written beside an image that was collected meanwhile.
      if (profiled && !there.has(`${profiled}.duckdb`)) {
        const left = profileFile(this.#home, profiled)
        this.#free('image', name, [left], sizeOf(left))
      }
      const key = /^([0-9a-f]{64})\.duckdb$/.exec(name)?.[1]
      if (!key) continue
      const facts = join(folder, `${key}.json`)
      const file = imageFile(this.#home, key)
      const [image, described] = [file, facts].map((path) => statSync(path, { throwIfNoEntry: false }))
      if (!image) continue
      const snapshot = snapshotOf(facts)
      const used = Math.max(image.mtimeMs, described?.mtimeMs ?? 0)
      const age = this.#now - used
      const wanted = snapshot !== null && snapshots.has(snapshot) && (latest.has(snapshot) || age < unusedMs)
      if (wanted || age < freshMs) {
        this.#result.kept.images++
        this.#result.kept.bytes += image.size
      } else this.#free('image', key, [file, facts, profileFile(this.#home, key)], image.size)
      await this.#step()
    }
  }

  #results(cited: ReadonlySet<string>): void {
    const folder = layout(this.#home).results
    for (const name of names(folder)) {
      const file = join(folder, name)
      const stat = statSync(file, { throwIfNoEntry: false })
      if (!stat?.isFile() || cited.has(name.replace(/\..*$/, ''))) continue
      if (this.#now - stat.mtimeMs >= unusedMs) this.#free('result', name, [file], stat.size)
    }
  }

  async #keptObjects({ snapshots, files }: Cited): Promise<Set<string>> {
    const kept = new Set(files.map(packed))
    for (const snapshot of snapshots) {
      if (!statSync(manifestFile(this.#home, snapshot), { throwIfNoEntry: false })) continue
      for await (const { sha256 } of manifestEntries(this.#home, snapshot)) {
        kept.add(packed(sha256))
        await this.#step()
      }
    }
    return kept
  }

  async #objects(kept: ReadonlySet<string>): Promise<void> {
    const { objects } = layout(this.#home)
    for (const folder of names(objects)) {
      for (const rest of names(join(objects, folder))) {
        const file = join(objects, folder, rest)
        const stat = statSync(file, { throwIfNoEntry: false })
        if (!stat?.isFile()) continue
        const sha256 = folder + rest
        const whole = /^[0-9a-f]{64}$/.test(sha256)
        if ((whole && kept.has(packed(sha256))) || this.#now - stat.mtimeMs < freshMs) {
          this.#result.kept.objects++
          this.#result.kept.bytes += stat.size
        } else this.#free('object', sha256, [file], stat.size)
        await this.#step()
      }
    }
  }

  #free(
    kind: Collected['freed'][number]['kind'],
    name: string,
    files: readonly string[],
    bytes: number,
  ): void {
    if (!this.#dryRun) for (const file of files) rmSync(file, { recursive: true, force: true })
    if (this.#result.freed.length < named) this.#result.freed.push({ kind, name, bytes })
    this.#result.bytes += bytes
  }

  async #step(): Promise<void> {
    this.#done++
    const now = performance.now()
    if (now - this.#yielded < 10) return
    await turn()
    this.#yielded = performance.now()
    this.#work.signal.throwIfAborted()
    if (now - this.#told < 100) return
    this.#told = now
    this.#work.onProgress({ phase: 'Collect', done: this.#done, total: null, unit: 'objects' })
  }
}

interface Cited {
  snapshots: Set<string>
  /** The last snapshot of each source of each workspace. */
  latest: Set<string>
  results: Set<string>
  /** Objects that are files at hand. */
  files: string[]
}

/** What the syncs and roots of all workspaces cite, open or not. */
function citedBy(home: string, now: number): Cited {
  const cited: Cited = { snapshots: new Set(), latest: new Set(), results: new Set(), files: [] }
  const { syncs } = layout(home)
  for (const workspace of names(syncs)) {
    for (const name of names(join(syncs, workspace))) {
      if (!name.endsWith('.ndjson')) continue
      let last: string | undefined
      for (const line of readLines(join(syncs, workspace, name))) {
        const id = /"snapshot":"([0-9a-f]{64})"/.exec(line)?.[1]
        if (!id) continue
        cited.snapshots.add(id)
        last = id
      }
      if (last) cited.latest.add(last)
    }
  }
  const { snapshots, results, files } = rootsOf(home, now)
  cited.files = files
  // An image of a file at hand names the file's digest where others name a snapshot.
  for (const id of [...snapshots, ...files]) {
    cited.snapshots.add(id)
    cited.latest.add(id)
  }
  for (const digest of results) cited.results.add(digest)
  return cited
}

function snapshotOf(facts: string): string | null {
  try {
    return /"snapshot":"([0-9a-f]{64})"/.exec(readFileSync(facts, 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function sizeOf(file: string): number {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return stat?.size ?? 0
  return names(file).reduce((bytes, name) => bytes + sizeOf(join(file, name)), 0)
}
