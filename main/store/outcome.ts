import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { type ManifestWriter, touchManifest, writeManifest } from './manifest-file.ts'
import { readSeen, type Seen, type SeenWriter, writeSeen } from './seen.ts'

/**
 * What a sync writes: the manifest, and the memory of what was seen with the snapshot's id as its last line. As long as
 * everything is as it was, nothing is written at all.
 */
export class Outcome {
  readonly #home: string
  readonly #dir: string
  readonly #seenFile: string
  /** How many entries came that stand at the beginning of the memory as they are. */
  #same = 0
  #writers: { manifest: ManifestWriter; seen: SeenWriter } | null = null

  constructor({ home, dir, seenFile }: { home: string; dir: string; seenFile: string }) {
    this.#home = home
    this.#dir = dir
    this.#seenFile = seenFile
  }

  /** The next object, in path order. `known`: it stands in the memory just so. */
  add(entry: Seen, known: boolean): void {
    if (known && !this.#writers) {
      this.#same++
      return
    }
    const { manifest, seen } = this.#open()
    manifest.add(entry)
    seen.add(entry)
  }

  /** Something of the memory is gone. */
  change(): void {
    this.#open()
  }

  /** The snapshot's id, its manifest durable. */
  publish(): string {
    if (!this.#writers) {
      const id = lastSnapshot(this.#seenFile)
      if (id && touchManifest(this.#home, id)) return id
    }
    const { manifest, seen } = this.#open()
    const id = manifest.publish()
    seen.publish(id)
    return id
  }

  drop(): void {
    this.#writers?.manifest.drop()
    this.#writers?.seen.drop()
  }

  #open(): { manifest: ManifestWriter; seen: SeenWriter } {
    if (this.#writers) return this.#writers
    const manifest = writeManifest(this.#home, join(this.#dir, 'manifest'))
    const seen = writeSeen(this.#seenFile)
    this.#writers = { manifest, seen }
    let left = this.#same
    for (const entry of readSeen(this.#seenFile)) {
      if (left-- === 0) break
      manifest.add(entry)
      seen.add(entry)
    }
    return this.#writers
  }
}

/** The id in the last line of a memory, if that is how it ends. */
function lastSnapshot(seenFile: string): string | null {
  let fd: number
  try {
    fd = openSync(seenFile, 'r')
  } catch {
    return null
  }
  try {
    const tail = Buffer.alloc(67)
    const at = fstatSync(fd).size - tail.length
    if (at < 0) return null
    readSync(fd, tail, 0, tail.length, at)
    return /^= ([0-9a-f]{64})\n$/.exec(tail.toString('latin1'))?.[1] ?? null
  } finally {
    closeSync(fd)
  }
}
