import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import git from 'isomorphic-git'
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import { WorkspacePath } from '#shared/names.ts'
import { replaceFileSync } from '../disk/index.ts'
import { takeLock } from './lock.ts'
import { needsOwnGit } from './own-git.ts'
import { lockedError, readHead } from './refs.ts'
import { inRepository, openRepository, type Repository } from './repository.ts'
import { readBlob } from './text.ts'
import { type Leaf, listTree, treeOf } from './trees.ts'
import type { GitHandlers } from './types.ts'
import { checkedOut, putFile, removeFile } from './working-file.ts'
import { readWorking, workingPath } from './worktree.ts'

/** What stands beside the kept bytes. */
const Kept = z.object({
  path: WorkspacePath,
  /** Null: the file had been deleted. */
  mode: z.enum(['100644', '100755', '120000']).nullable(),
})

/** See `GitHandlers.discard`. */
export const discard: GitHandlers['discard'] = async ({ repo, path, keep }) => {
  const repository = openRepository(repo)
  const inside = inRepository(repo, path)
  const undo = keepBytes(repository, { path, inside, keep })
  const { commit } = readHead(repository)
  const tree = commit ? await treeOf(repository, commit) : null
  const leaf = (await listTree(repository, tree, [inside])).get(inside) ?? null
  await restore(repository, inside, leaf)
  return { undo }
}

/** See `GitHandlers.undoDiscard`. What stands there now is kept as well, so an undo loses nothing either. */
export const undoDiscard: GitHandlers['undoDiscard'] = async ({ repo, keep, undo }) => {
  const repository = openRepository(repo)
  if (!/^[0-9a-z-]{1,64}$/.test(undo) || !existsSync(join(keep, `${undo}.json`))) {
    throw new AppError({
      code: 'UNDO_GONE',
      kind: 'input',
      message:
        'This can no longer be undone. What was discarded is kept for 30 days, on the computer that discarded it.',
    })
  }
  const { path, mode } = Kept.parse(JSON.parse(readFileSync(join(keep, `${undo}.json`), 'utf8')))
  const inside = inRepository(repo, path)
  keepBytes(repository, { path, inside, keep })
  const file = workingPath(repository, inside)
  if (mode === null) removeFile(file)
  else putFile(file, readFileSync(join(keep, `${undo}.bytes`)), mode)
  return { path }
}

function keepBytes(
  repository: Repository,
  { path, inside, keep }: { path: string; inside: string; keep: string },
): string {
  const undo = `${Date.now().toString(36)}-${randomBytes(6).toString('hex')}`
  const bytes = readWorking(repository, inside)
  const stat = lstatSync(workingPath(repository, inside), { throwIfNoEntry: false })
  const mode =
    !bytes || !stat ? null : stat.isSymbolicLink() ? '120000' : stat.mode & 0o100 ? '100755' : '100644'
  if (bytes) replaceFileSync(join(keep, `${undo}.bytes`), bytes, 0o600)
  replaceFileSync(
    join(keep, `${undo}.json`),
    JSON.stringify({ path, mode } satisfies z.infer<typeof Kept>),
    0o600,
  )
  return undo
}

async function restore(repository: Repository, path: string, leaf: Leaf | null): Promise<void> {
  const file = workingPath(repository, path)
  if (!leaf) removeFile(file)
  else {
    putFile(file, checkedOut(repository, await readBlob(repository, leaf.oid), leaf.mode), leaf.mode)
  }
  // Where isomorphic-git cannot write the index, it keeps what it has: the file is what the user asked for.
  if (needsOwnGit(repository)) return
  const lock = await takeLock(join(repository.gitdir, 'index'))
  if (!lock) throw lockedError('index')
  try {
    const { at, dir } = repository
    if (leaf) await git.add({ ...at, dir, filepath: path, force: true })
    else await git.remove({ ...at, dir, filepath: path })
  } finally {
    lock.release()
  }
}
