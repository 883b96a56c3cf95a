import { lstatSync } from 'node:fs'
import { AppError } from '#shared/errors.ts'
import type { FileChange } from '../checkout.ts'
import type { Repository } from '../repository.ts'
import { readBlob, textOf } from '../text.ts'
import { type Leaf, listTree } from '../trees.ts'
import { blobId, normalisesLineEnds, readWorking, withLf, workingPath } from '../worktree.ts'
import { mergeTexts } from './text.ts'

/**
 * Fits changes to a working tree with uncommitted work: where both touch a text in different lines the file gets
 * both, and the work stays uncommitted. Throws `GIT_WORK_IN_THE_WAY`, before anything changed, where they do not fit;
 * `strict` lets nothing be fitted.
 */
export async function aroundWork(
  repository: Repository,
  head: string | null,
  changes: readonly FileChange[],
  strict: boolean,
): Promise<FileChange[]> {
  const paths = changes.map(({ path }) => path)
  const before = await listTree(repository, head, paths)
  const fitted: FileChange[] = []
  const blocked: string[] = []
  for (const change of changes) {
    const known = before.get(change.path) ?? null
    const working = workingBytes(repository, change.path)
    if (working === 'folder') blocked.push(change.path)
    else if (isAs(repository, working, known) || (await isAlready(repository, working, change)))
      fitted.push(change)
    else {
      const bytes = strict ? null : await combined(repository, working, known, change)
      if (bytes) fitted.push({ ...change, bytes, overlaid: true })
      else blocked.push(change.path)
    }
  }
  if (blocked.length === 0) return fitted
  const [file] = blocked
  const others = blocked.length > 1 ? ` and ${blocked.length - 1} more` : ''
  throw new AppError({
    code: 'GIT_WORK_IN_THE_WAY',
    kind: 'input',
    message: `The pull changes ${file}${others}, where you have uncommitted work. Commit it, then pull: both are merged then. Nothing was changed.`,
    place: { file },
    details: { paths: blocked },
  })
}

function workingBytes(repository: Repository, path: string): Uint8Array | 'folder' | null {
  const stat = lstatSync(workingPath(repository, path), { throwIfNoEntry: false })
  return stat?.isDirectory() ? 'folder' : readWorking(repository, path)
}

/** Whether the file lies there as it was committed. */
function isAs(repository: Repository, working: Uint8Array | null, leaf: Leaf | null): boolean {
  if (!working || !leaf) return !working && !leaf
  return (
    blobId(working) === leaf.oid || (normalisesLineEnds(repository) && blobId(withLf(working)) === leaf.oid)
  )
}

/** Whether it lies there as it is to be: a pull that was killed wrote it. */
async function isAlready(
  repository: Repository,
  working: Uint8Array | null,
  { leaf, bytes }: FileChange,
): Promise<boolean> {
  if (!bytes) return isAs(repository, working, leaf)
  return working !== null && Buffer.compare(working, bytes) === 0
}

async function combined(
  repository: Repository,
  working: Uint8Array | null,
  before: Leaf | null,
  { leaf, bytes }: FileChange,
): Promise<Uint8Array | null> {
  if (!working || !before?.mode.startsWith('100') || !leaf?.mode.startsWith('100')) return null
  const next = bytes ?? (await readBlob(repository, leaf.oid))
  const [base, ours, theirs] = [await readBlob(repository, before.oid), withLf(working), next].map(textOf)
  if (base == null || ours == null || theirs == null) return null
  const merged = mergeTexts(base, ours, theirs, { ours: 'work', theirs: 'pulled' })
  return merged?.conflicts === 0 ? Buffer.from(merged.text, 'utf8') : null
}
