import { join } from 'node:path'
import git from 'isomorphic-git'
import { AppError, inputError } from '#shared/errors.ts'
import { captureWip } from '../capture.ts'
import { indexAfter, writeWorking } from '../checkout.ts'
import { identityOf } from '../identity.ts'
import { entryFor, type IndexEntry, indexBytes, readIndex } from '../index-file.ts'
import { type FileLock, takeLock } from '../lock.ts'
import { readEntry } from '../log.ts'
import { momentOf } from '../moment.ts'
import { needsOwnGit } from '../own-git.ts'
import { lockedError, readHead } from '../refs.ts'
import { inRepository, openRepository, type Repository } from '../repository.ts'
import { changeTree, emptyTree, type Leaf, listTree, treeOf } from '../trees.ts'
import type { GitHandlers } from '../types.ts'
import { normalisesLineEnds, readWorking, withLf } from '../worktree.ts'
import { endMerge, mergeHead, mergeMessage } from './half-done.ts'
import { moveBranch } from './integrate.ts'
import { abortByOwnGit, commitMergeByOwnGit } from './own-git-merge.ts'
import { planMerge } from './plan.ts'
import { countLeft, listUnmerged, unmergedAt } from './state.ts'

/** See `GitHandlers.mergeChoose`. */
export const mergeChoose: GitHandlers['mergeChoose'] = async ({ repo, path, side }) => {
  const repository = openRepository(repo)
  const inside = inRepository(repo, path)
  const conflict = await unmergedAt(repository, inside)
  const change = { path: inside, leaf: conflict[side] }
  await withIndex(repository, async (entries, lock) => {
    await writeWorking(repository, [change])
    lock.publish(indexBytes(indexAfter(repository, entries, [change])))
  })
}

/** See `GitHandlers.mergeComplete`. */
export const mergeComplete: GitHandlers['mergeComplete'] = async ({ repo, ownGit }) => {
  const repository = openRepository(repo)
  const { ours, theirs } = sidesOf(repository)
  const unmerged = await listUnmerged(repository)
  const left = unmerged.filter(({ path, kind }) => kind !== 'text' || countLeft(repository, path) > 0)
  if (left.length > 0) {
    throw inputError(
      'GIT_CONFLICTS_LEFT',
      `${left.length === 1 ? '1 file has' : `${left.length} files have`} a conflict left. Solve it, then complete the merge.`,
      { file: left[0]?.path ?? '' },
    )
  }
  const reason = needsOwnGit(repository)
  if (reason) {
    await commitMergeByOwnGit(repository, {
      reason,
      paths: unmerged.map(({ path }) => path),
      allowed: ownGit,
    })
    return readEntry(repository, readHead(repository).commit ?? '')
  }
  const message = mergeMessage(repository)
  const commit = await withIndex(repository, async (entries, lock) => {
    const solved = new Map<string, Leaf | null>()
    for (const { path, ours: our, theirs: their } of unmerged) {
      const mode = our?.mode ?? their?.mode ?? '100644'
      solved.set(path, await storeSolved(repository, path, mode))
    }
    const index = entries
      .filter(({ path }) => !solved.has(path))
      .concat([...solved].flatMap(([path, leaf]) => (leaf ? [entryFor(repository.dir, path, leaf)] : [])))
    const who = { ...identityOf(repository.config), ...momentOf() }
    const tree = await treeOfIndex(repository, await treeOf(repository, ours), index)
    const id = await git.writeCommit({
      ...repository.at,
      commit: { message: `${message}\n`, tree, parent: [ours, theirs], author: who, committer: who },
    })
    lock.publish(indexBytes(index))
    await moveBranch(repository, { from: ours, to: id, message: `commit (merge): ${message}` })
    endMerge(repository)
    return id
  })
  return readEntry(repository, commit)
}

/** See `GitHandlers.mergeAbort`. What was solved so far is captured first. */
export const mergeAbort: GitHandlers['mergeAbort'] = async ({ repo, ownGit }) => {
  const repository = openRepository(repo)
  const { ours, theirs } = sidesOf(repository)
  const { commit: kept, dirty } = await captureWip({ repo })
  const reason = needsOwnGit(repository)
  if (reason) await abortByOwnGit(repository, reason, ownGit)
  else {
    const head = await treeOf(repository, ours)
    const [base] = await git.findMergeBase({ ...repository.at, oids: [ours, theirs] })
    const trees = {
      base: base ? await treeOf(repository, String(base)) : null,
      ours: head,
      theirs: await treeOf(repository, theirs),
    }
    const { changes, conflicts } = await planMerge(repository, trees, { ours: 'ours', theirs: 'theirs' })
    const unmerged = await listUnmerged(repository)
    const touched = new Set([...changes, ...conflicts, ...unmerged].map(({ path }) => path))
    const before = await listTree(repository, head, [...touched])
    const restored = [...touched].map((path) => ({ path, leaf: before.get(path) ?? null }))
    await withIndex(repository, async (entries, lock) => {
      await writeWorking(repository, restored)
      lock.publish(indexBytes(indexAfter(repository, entries, restored)))
      endMerge(repository)
    })
  }
  return { kept: dirty ? kept : null }
}

function sidesOf(repository: Repository): { ours: string; theirs: string } {
  const theirs = mergeHead(repository)
  const { commit: ours } = readHead(repository)
  if (theirs && ours) return { ours, theirs }
  throw new AppError({ code: 'GIT_NO_MERGE', kind: 'input', message: 'No merge is under way any more.' })
}

async function withIndex<Result>(
  repository: Repository,
  run: (entries: IndexEntry[], lock: FileLock) => Promise<Result>,
): Promise<Result> {
  const lock = await takeLock(join(repository.gitdir, 'index'))
  if (!lock) throw lockedError('index')
  try {
    return await run(readIndex(repository), lock)
  } finally {
    lock.release()
  }
}

/** Writes what stands in the working tree as git would store it; null when the file is gone. */
async function storeSolved(repository: Repository, path: string, mode: string): Promise<Leaf | null> {
  const bytes = readWorking(repository, path)
  if (!bytes) return null
  const blob = normalisesLineEnds(repository) ? withLf(bytes) : bytes
  return { oid: await git.writeBlob({ ...repository.at, blob }), mode }
}

/** The tree that an index names, written by what differs from the tree of HEAD. */
async function treeOfIndex(
  repository: Repository,
  head: string,
  entries: readonly IndexEntry[],
): Promise<string> {
  const committed = await listTree(repository, head, [''])
  const changes = new Map<string, Leaf | null>()
  const there = new Set<string>()
  for (const { path, oid, mode } of entries) {
    there.add(path)
    const leaf = committed.get(path)
    if (leaf?.oid !== oid || leaf.mode !== mode) changes.set(path, { oid, mode })
  }
  for (const path of committed.keys()) if (!there.has(path)) changes.set(path, null)
  return (await changeTree(repository, head, changes)) ?? emptyTree(repository)
}
