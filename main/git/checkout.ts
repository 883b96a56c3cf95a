import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import type { HandlerWork } from '../worker/index.ts'
import { entryFor, type IndexEntry } from './index-file.ts'
import type { Repository } from './repository.ts'
import { refuseUnsafePaths } from './safe-path.ts'
import { readBlob } from './text.ts'
import type { Leaf } from './trees.ts'
import { checkedOut, putFile, removeEmptyFolders, removeFile } from './working-file.ts'
import { workingPath } from './worktree.ts'

/** What becomes of a path in the working tree: a file (of `bytes`, else of its blob), or null where it goes away. */
export interface FileChange {
  path: string
  leaf: Leaf | null
  bytes?: Uint8Array | undefined
  /** `bytes` hold uncommitted work too: the index must not take the file for the committed one. */
  overlaid?: boolean
}

/**
 * Brings files of the working tree to what `changes` say. All blobs are read and all paths judged before anything is
 * written; what goes away goes first, links come last, and nothing is written through one. A submodule becomes an
 * empty folder: what it names is not fetched.
 */
export async function writeWorking(
  repository: Repository,
  changes: readonly FileChange[],
  work?: HandlerWork,
): Promise<void> {
  refuseUnsafePaths(changes.map(({ path }) => path))
  const gone = changes.filter(({ leaf }) => leaf === null)
  const puts = changes.filter(({ leaf }) => leaf !== null)
  const isLink = ({ leaf }: FileChange) => leaf?.mode === '120000'
  let done = 0
  const step = () => {
    work?.signal.throwIfAborted()
    done += 1
    if (done % 50 === 0) work?.onProgress({ phase: 'Write', done, total: changes.length, unit: 'files' })
  }
  for (const { leaf, bytes } of puts) {
    work?.signal.throwIfAborted()
    // An object that never came is found before the first file changes.
    if (leaf && leaf.mode !== '160000' && !bytes) await readBlob(repository, leaf.oid)
  }
  for (const { path } of gone) {
    step()
    const file = workingPath(repository, path)
    if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory()) continue
    removeFile(file)
    removeEmptyFolders(repository.dir, path)
  }
  for (const { path, leaf, bytes } of [...puts.filter((one) => !isLink(one)), ...puts.filter(isLink)]) {
    step()
    if (!leaf) continue
    const file = workingPath(repository, path)
    if (leaf.mode === '160000') {
      if (!existsSync(file)) mkdirSync(file, { recursive: true })
    } else
      putFile(
        file,
        checkedOut(repository, bytes ?? (await readBlob(repository, leaf.oid)), leaf.mode),
        leaf.mode,
      )
  }
}

/** The index after `changes`: entries of other paths stay as they are. */
export function indexAfter(
  { dir }: Repository,
  entries: readonly IndexEntry[],
  changes: readonly FileChange[],
): IndexEntry[] {
  const changed = new Set(changes.map(({ path }) => path))
  const kept = entries.filter(({ path }) => !changed.has(path))
  return [
    ...kept,
    ...changes.flatMap(({ path, leaf, overlaid }) => {
      if (!leaf) return []
      const entry = entryFor(dir, path, leaf)
      return [overlaid ? { ...entry, stat: new Uint8Array(entry.stat.length) } : entry]
    }),
  ]
}
