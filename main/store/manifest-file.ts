import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { AppError } from '#shared/errors.ts'
import { type ManifestEntry, manifestLine, readManifest } from '#shared/format/manifest.ts'
import { short } from '#shared/names.ts'
import { makeFolderSync, syncPath, writeAll } from '../disk/index.ts'
import { layout, manifestFile } from './layout.ts'
import { readText } from './lines.ts'

/** Entries of a stored snapshot, as a stream. Throws `SNAPSHOT_MISSING` and `MANIFEST_BROKEN`. */
export async function* manifestEntries(
  home: string,
  snapshot: string,
): AsyncGenerator<ManifestEntry, void, void> {
  const file = manifestFile(home, snapshot)
  if (!statSync(file, { throwIfNoEntry: false })) {
    throw new AppError({
      code: 'SNAPSHOT_MISSING',
      kind: 'integrity',
      message: `The manifest of snapshot ${short(snapshot)} is not on this computer. Sync again, or take it from a colleague.`,
      place: { file },
    })
  }
  yield* readManifest(readText(file))
}

/** Says that a manifest is in use again, since garbage collection goes by its time. False when there is none. */
export function touchManifest(home: string, id: string): boolean {
  const file = manifestFile(home, id)
  if (!statSync(file, { throwIfNoEntry: false })) return false
  const now = new Date()
  utimesSync(file, now, now)
  return true
}

export interface ManifestWriter {
  add(entry: ManifestEntry): void
  /** Makes the manifest durable under its id, which is the digest of its bytes. */
  publish(): string
  drop(): void
}

/** Writes a manifest as a stream; entries come in path order. */
export function writeManifest(home: string, temporary: string): ManifestWriter {
  const hasher = createHash('sha256')
  const fd = openSync(temporary, 'wx')
  let pending: string[] = []
  let open = true
  const flush = () => {
    const bytes = Buffer.from(pending.join(''), 'utf8')
    pending = []
    hasher.update(bytes)
    writeAll(fd, bytes)
  }
  const close = () => {
    if (open) closeSync(fd)
    open = false
  }
  return {
    add(entry) {
      pending.push(manifestLine(entry))
      if (pending.length >= 500) flush()
    },
    publish() {
      flush()
      const id = hasher.digest('hex')
      const file = manifestFile(home, id)
      if (touchManifest(home, id)) {
        close()
        rmSync(temporary, { force: true })
        return id
      }
      fsyncSync(fd)
      close()
      makeFolderSync(layout(home).snapshots)
      renameSync(temporary, file)
      syncPath(layout(home).snapshots)
      return id
    },
    drop() {
      close()
      rmSync(temporary, { force: true })
    },
  }
}
