import { existsSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import git from 'isomorphic-git'
import { storeWorking } from './commit.ts'
import { captureRefs, pruneCaptures } from './prune-captures.ts'
import { RefChanged, readHead, readRef, updateRef } from './refs.ts'
import { inRepository, inWorkspace, openRepository, type Repository } from './repository.ts'
import { finishTransition } from './transition.ts'
import { changeTree, emptyTree, type Leaf, treeOf } from './trees.ts'
import type { GitHandlers } from './types.ts'
import { capturedPaths, diffWorking } from './worktree.ts'

/** A larger file is data and belongs into a lake. */
export const maxCaptureBytes = 10_000_000

const who = { name: 'Lakebench', email: 'capture@lakebench.invalid', timezoneOffset: 0 }

/**
 * See `GitHandlers.captureWip`. The commit has no clock and no user in it: its time is its parent's, so that whoever
 * captures the same work on the same commit gets the same id.
 */
export const captureWip: GitHandlers['captureWip'] = async ({ repo }) => {
  const repository = openRepository(repo)
  await finishTransition(repository)
  const { commit: head } = readHead(repository)
  const tree = head ? await treeOf(repository, head) : null
  const paths = capturedPaths.map((path) => inRepository(repo, path))
  const leaves = new Map<string, Leaf | null>()
  const left: string[] = []
  for (const change of await diffWorking(repository, tree, paths)) {
    if ((change.file?.stat.size ?? 0) > maxCaptureBytes)
      left.push(inWorkspace(repo, change.path) ?? change.path)
    else leaves.set(change.path, await storeWorking(repository, change))
  }
  const next = (await changeTree(repository, tree, leaves)) ?? (await emptyTree(repository))
  if (head && next === tree) return { commit: head, dirty: false, left }
  const timestamp = head ? await committedAt(repository, head) : 0
  const commit = await git.writeCommit({
    ...repository.at,
    commit: {
      message: 'Uncommitted work, captured by Lakebench\n',
      tree: next,
      parent: head ? [head] : [],
      author: { ...who, timestamp },
      committer: { ...who, timestamp },
    },
  })
  const ref = `${captureRefs}/${commit}`
  try {
    if (readRef(repository, ref) === null) await updateRef(repository, ref, commit, null)
    else keepAnew(join(repository.commondir, ref))
  } catch (thrown) {
    // another process captured the same work at the same moment
    if (!(thrown instanceof RefChanged)) throw thrown
  }
  await pruneCaptures(repository, Date.now())
  return { commit, dirty: true, left }
}

/** The days for which a capture is kept count from its last use. */
function keepAnew(file: string): void {
  const now = new Date()
  if (existsSync(file)) utimesSync(file, now, now)
}

async function committedAt({ at }: Repository, commit: string): Promise<number> {
  const { commit: read } = await git.readCommit({ ...at, oid: commit })
  return read.committer.timestamp
}
