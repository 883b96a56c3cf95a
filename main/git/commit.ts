import { join } from 'node:path'
import git from 'isomorphic-git'
import { AppError } from '#shared/errors.ts'
import { identityOf } from './identity.ts'
import { takeLock } from './lock.ts'
import { readEntry } from './log.ts'
import { refuseHalfDone } from './merge/half-done.ts'
import { momentOf, zoneOf } from './moment.ts'
import { commitByOwnGit, needsOwnGit } from './own-git.ts'
import { addReflog, headRef, lockedError, RefChanged, readHead, updateRef } from './refs.ts'
import { inRepository, openRepository, type Repository } from './repository.ts'
import { readBlob } from './text.ts'
import { finishTransition } from './transition.ts'
import { changeTree, emptyTree, type Leaf, treeOf } from './trees.ts'
import type { CommitEntry, GitHandlers } from './types.ts'
import { diffWorking, normalisesLineEnds, readWorking, type WorkingChange, withLf } from './worktree.ts'

/** See `GitHandlers.commit`. */
export const commit: GitHandlers['commit'] = async ({ repo, paths, ownGit, message, ...fixed }) => {
  const repository = openRepository(repo)
  await finishTransition(repository)
  refuseHalfDone(repository)
  const text = `${message.replaceAll('\r\n', '\n').trim()}\n`
  if (text === '\n') throw input('GIT_NO_MESSAGE', 'Write what changed, and why, before you commit.')
  const wanted = paths.map((path) => inRepository(repo, path))
  const reason = needsOwnGit(repository)
  if (reason) {
    await commitByOwnGit(repository, reason, { message: text, paths: wanted, allowed: ownGit })
    const { commit } = readHead(repository)
    return readEntry(repository, commit ?? '')
  }
  for (let attempt = 0; ; attempt++) {
    try {
      return await commitOnce(repository, wanted, text, fixed)
    } catch (thrown) {
      // Somebody committed meanwhile: begin anew on what they made.
      if (!(thrown instanceof RefChanged) || attempt === 5) throw thrown
    }
  }
}

async function commitOnce(
  repository: Repository,
  paths: string[],
  message: string,
  fixed: { at?: string; author?: { name: string; email: string } },
): Promise<CommitEntry> {
  const head = readHead(repository).commit
  const tree = head ? await treeOf(repository, head) : null
  const changes = await diffWorking(repository, tree, paths)
  if (changes.length === 0) {
    throw input('GIT_NOTHING', 'Nothing to commit: these files are as in the last commit.', paths)
  }
  const leaves = new Map<string, Leaf | null>()
  for (const change of changes) leaves.set(change.path, await storeWorking(repository, change))
  const next = (await changeTree(repository, tree, leaves)) ?? (await emptyTree(repository))

  // git's own order: the index is locked before anything moves, so that a stock git at work makes us wait.
  const index = join(repository.gitdir, 'index')
  const lock = await takeLock(index)
  if (!lock) throw lockedError('index')
  try {
    const who = { ...(fixed.author ?? identityOf(repository.config)), ...momentOf(fixed.at) }
    const id = await git.writeCommit({
      ...repository.at,
      commit: { message, tree: next, parent: head ? [head] : [], author: who, committer: who },
    })
    await updateRef(repository, headRef(repository) ?? 'HEAD', id, head)
    addReflog(repository, {
      from: head,
      to: id,
      who: `${who.name} <${who.email}> ${who.timestamp} ${zoneOf(who.timezoneOffset)}`,
      message: `commit${head ? '' : ' (initial)'}: ${message}`,
    })
    await stage(repository, changes)
    return readEntry(repository, id)
  } finally {
    lock.release()
  }
}

/** Writes the blob that git would store for a working file. */
export async function storeWorking(repository: Repository, change: WorkingChange): Promise<Leaf | null> {
  if (!change.file) return null
  let bytes = readWorking(repository, change.path)
  if (!bytes) return null
  if (change.file.mode !== '120000' && normalisesLineEnds(repository)) {
    // As git: a file that already has CRLF in the repository keeps it.
    const before =
      change.head && change.head.mode !== '160000' ? await readBlob(repository, change.head.oid) : null
    if (!before || withLf(before) === before) bytes = withLf(bytes)
  }
  return { oid: await git.writeBlob({ ...repository.at, blob: bytes }), mode: change.file.mode }
}

/** Brings the index to the working tree for these paths alone; whatever else is staged stays. Needs its lock. */
async function stage(repository: Repository, changes: readonly WorkingChange[]): Promise<void> {
  const { dir, at } = repository
  const kept = changes.filter((change) => change.file).map((change) => change.path)
  if (kept.length > 0) await git.add({ ...at, dir, filepath: kept, force: true })
  for (const change of changes) if (!change.file) await git.remove({ ...at, dir, filepath: change.path })
}

function input(code: string, message: string, paths?: readonly string[]): AppError {
  const [file] = paths ?? []
  return new AppError({ code, kind: 'input', message, ...(file && { place: { file } }) })
}
