import { join } from 'node:path'
import git from 'isomorphic-git'
import { AppError, inputError } from '#shared/errors.ts'
import { countApart } from '../apart.ts'
import { captureWip } from '../capture.ts'
import { type FileChange, indexAfter, writeWorking } from '../checkout.ts'
import { addConfig } from '../config-file.ts'
import { identityOf } from '../identity.ts'
import { entryFor, indexBytes, readIndex } from '../index-file.ts'
import { takeLock } from '../lock.ts'
import { momentOf, zoneOf } from '../moment.ts'
import { needsOwnGit } from '../own-git.ts'
import { addReflog, headRef, lockedError, readHead, readRef, updateRef } from '../refs.ts'
import { type Upstream, upstreamOf } from '../remote/tracking.ts'
import { inWorkspace, openRepository, type Repository } from '../repository.ts'
import { changeTree, diffTrees, emptyTree, treeOf } from '../trees.ts'
import type { GitHandlers, Integrated, RepoRef } from '../types.ts'
import { beginMerge, refuseHalfDone } from './half-done.ts'
import { mergeByOwnGit } from './own-git-merge.ts'
import { type Conflict, planMerge } from './plan.ts'
import { refuseStaged } from './staged.ts'
import { aroundWork } from './uncommitted.ts'

/** See `GitHandlers.integrate`. */
export const integrate: GitHandlers['integrate'] = async ({ repo, remote, ownGit }) => {
  const repository = openRepository(repo)
  refuseHalfDone(repository)
  const { branch, commit: ours } = readHead(repository)
  const upstream = upstreamOf(repository, branch) ?? (await adoptUpstream(repository, branch, remote))
  if (!upstream) {
    throw inputError(
      'GIT_NO_UPSTREAM',
      branch === null
        ? 'No branch is checked out, so there is nothing to pull into. Switch to a branch first.'
        : `${branch} is not pulled from anywhere yet. Push it once: that chooses the branch there.`,
    )
  }
  const place = `${upstream.remote}/${upstream.branch}`
  const theirs = readRef(repository, upstream.tracking)
  if (!theirs)
    throw inputError(
      'GIT_NO_UPSTREAM',
      `There is no branch ${place} any more. Push yours, and it is there again.`,
    )
  const base = ours ? await mergeBase(repository, ours, theirs, place) : null
  if (theirs === ours || base === theirs) return { outcome: 'current', commits: 0, conflicts: [] }
  const commits = ours ? (await countApart(repository, ours, theirs)).behind : 1
  // Whatever happens after, the work as it is now can be had again.
  await captureWip({ repo })
  const reason = needsOwnGit(repository)
  if (reason)
    return {
      ...(await mergeByOwnGit(repository, { reason, ref: upstream.tracking, allowed: ownGit })),
      commits,
    }
  const side = { place, ours, theirs }
  const done =
    base === ours ? await fastForward(repository, side) : await merge(repository, repo, { ...side, base })
  return { ...done, commits }
}

/** A branch that was never pushed from here is the one of its name there. */
async function adoptUpstream(
  repository: Repository,
  branch: string | null,
  remote: string | null,
): Promise<Upstream | null> {
  if (branch === null || remote === null) return null
  const tracking = `refs/remotes/${remote}/${branch}`
  if (readRef(repository, tracking) === null) return null
  await addConfig(repository.commondir, ['branch', branch], { remote, merge: `refs/heads/${branch}` })
  return { remote, branch, tracking }
}

async function mergeBase(
  repository: Repository,
  ours: string,
  theirs: string,
  place: string,
): Promise<string> {
  const [found] = await git.findMergeBase({ ...repository.at, oids: [ours, theirs] })
  if (found) return String(found)
  throw inputError(
    'GIT_UNRELATED',
    `${place} and this branch have no commit in common: they are two projects. Clone the other one beside this one.`,
  )
}

interface Side {
  place: string
  ours: string | null
  theirs: string
}

type Done = Omit<Integrated, 'commits'>

async function fastForward(repository: Repository, { place, ours, theirs }: Side): Promise<Done> {
  const before = ours ? await treeOf(repository, ours) : null
  const changes = (await diffTrees(repository, before, await treeOf(repository, theirs))).map(
    ({ path, after }) => ({
      path,
      leaf: after,
    }),
  )
  const fitted = await aroundWork(repository, before, changes, false)
  await underLock(repository, async (publish) => {
    await writeWorking(repository, fitted)
    publish(fitted, [])
    await moveBranch(repository, { from: ours, to: theirs, message: `pull: Fast-forward to ${place}` })
  })
  return { outcome: 'fast-forward', conflicts: [] }
}

async function merge(
  repository: Repository,
  repo: RepoRef,
  { place, ours, theirs, base }: Side & { base: string | null },
): Promise<Done> {
  if (!ours)
    throw new AppError({ code: 'GIT_NO_COMMIT', kind: 'bug', message: 'An unborn branch is not merged.' })
  const trees = {
    base: base ? await treeOf(repository, base) : null,
    ours: await treeOf(repository, ours),
    theirs: await treeOf(repository, theirs),
  }
  await refuseStaged(repository, trees.ours)
  const { changes, conflicts } = await planMerge(repository, trees, { ours: 'ours', theirs: place })
  const files = await aroundWork(repository, trees.ours, [...changes, ...conflicts], conflicts.length > 0)
  const message = `Merge remote-tracking branch '${place}'`
  await underLock(repository, async (publish) => {
    await writeWorking(repository, files)
    publish(files, conflicts)
    if (conflicts.length > 0) {
      beginMerge(repository, { ours, theirs, message })
      return
    }
    const tree = await changeTree(
      repository,
      trees.ours,
      new Map(changes.map(({ path, leaf }) => [path, leaf])),
    )
    const who = { ...identityOf(repository.config), ...momentOf() }
    const commit = await git.writeCommit({
      ...repository.at,
      commit: {
        message: `${message}\n`,
        tree: tree ?? (await emptyTree(repository)),
        parent: [ours, theirs],
        author: who,
        committer: who,
      },
    })
    await moveBranch(repository, { from: ours, to: commit, message: `pull: Merge made of ${place}` })
  })
  const inside = conflicts.map(({ path }) => inWorkspace(repo, path) ?? path)
  return { outcome: conflicts.length > 0 ? 'conflicts' : 'merged', conflicts: inside }
}

/** Runs under the index's lock; `publish` puts the new index in its place. */
async function underLock(
  repository: Repository,
  run: (publish: (changes: readonly FileChange[], conflicts: readonly Conflict[]) => void) => Promise<void>,
): Promise<void> {
  const entries = readIndex(repository)
  const lock = await takeLock(join(repository.gitdir, 'index'))
  if (!lock) throw lockedError('index')
  try {
    await run((changes, conflicts) => {
      const unsolved = new Set(conflicts.map(({ path }) => path))
      const merged = indexAfter(repository, entries, changes).filter(({ path }) => !unsolved.has(path))
      const stages = conflicts.flatMap(({ path, base, ours, theirs }) =>
        ([base, ours, theirs] as const).flatMap((leaf, index) =>
          leaf ? [entryFor(repository.dir, path, leaf, (index + 1) as 1 | 2 | 3)] : [],
        ),
      )
      lock.publish(indexBytes([...merged, ...stages]))
    })
  } finally {
    lock.release()
  }
}

/** Moves the branch, with a line in its reflog. */
export async function moveBranch(
  repository: Repository,
  { from, to, message }: { from: string | null; to: string; message: string },
): Promise<void> {
  await updateRef(repository, headRef(repository) ?? 'HEAD', to, from)
  const { name, email } = identityOf(repository.config)
  const { timestamp, timezoneOffset } = momentOf()
  addReflog(repository, {
    from,
    to,
    who: `${name} <${email}> ${timestamp} ${zoneOf(timezoneOffset)}`,
    message,
  })
}
