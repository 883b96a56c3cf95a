import { existsSync, lstatSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import git from 'isomorphic-git'
import { AppError } from '#shared/errors.ts'
import { makeFolderSync } from '../disk/index.ts'
import { addConfig } from './config-file.ts'
import { dropRef } from './dropped.ts'
import { listRefs } from './list-refs.ts'
import { takeLock } from './lock.ts'
import { deleteRef, headRef, lockedError, readHead, readRef, updateRef } from './refs.ts'
import { inRepository, openRepository, type Repository } from './repository.ts'
import { resolveRevision } from './revision.ts'
import { keepWork, openToWrite, type PutAside } from './shelves.ts'
import { inTheWay, transit, workingId } from './transition.ts'
import { diffTrees, type Leaf, listTree, treeOf } from './trees.ts'
import type { Branch, GitHandlers } from './types.ts'
import { shownPaths } from './worktree.ts'

const heads = 'refs/heads'

/** See `GitHandlers.branches`. */
export const branches: GitHandlers['branches'] = async ({ repo }) => {
  const repository = openRepository(repo)
  const current = headRef(repository)
  const found: Branch[] = []
  for (const [ref, value] of [
    ...listRefs(repository, `${heads}/`),
    ...listRefs(repository, 'refs/remotes/'),
  ]) {
    const remote = ref.startsWith('refs/remotes/')
    const name = ref.slice(remote ? 'refs/remotes/'.length : heads.length + 1)
    // One that is here under the same name is no other branch to choose.
    if (remote && (/\/HEAD$/.test(name) || readRef(repository, `${heads}/${name.replace(/^[^/]+\//, '')}`)))
      continue
    const { commit } = await git.readCommit({ ...repository.at, oid: value }).catch(() => ({ commit: null }))
    if (!commit) continue
    found.push({
      name,
      commit: value,
      remote,
      current: ref === current,
      message: commit.message.split('\n')[0] ?? '',
      at: new Date(commit.committer.timestamp * 1000).toISOString(),
    })
  }
  return found
}

/** See `GitHandlers.createBranch`. */
export const createBranch: GitHandlers['createBranch'] = async ({ repo, name, from }) => {
  const repository = openRepository(repo)
  checkName(repository, name)
  const commit = await resolveRevision(repository, from ?? 'HEAD')
  await updateRef(repository, `${heads}/${name}`, commit, null)
  return { commit }
}

/** See `GitHandlers.switchBranch`. */
export const switchBranch: GitHandlers['switchBranch'] = async ({ repo, name }) => {
  const repository = await openToWrite(repo)
  const { ref, commit: target } = await branchOf(repository, name)
  const head = readHead(repository)
  const from = head.branch
  const branch = ref.slice(heads.length + 1)
  if (headRef(repository) === ref) return { from, branch, kept: null }
  if (head.commit === target) {
    // Another name for the same commit: whatever is not committed comes along.
    await transit(repository, { files: new Map(), head: ref, staged: false })
    return { from, branch, kept: null }
  }
  if (!head.commit) {
    throw new AppError({
      code: 'GIT_UNBORN',
      kind: 'input',
      message: 'This branch has no commit yet. Commit something first, so that your work is kept.',
    })
  }
  const [before, after] = [await treeOf(repository, head.commit), await treeOf(repository, target)]
  const differing = await diffTrees(repository, before, after)
  const ours = shownPaths.map((path) => inRepository(repo, path))
  const isOurs = (path: string) => ours.some((one) => path === one || path.startsWith(`${one}/`))
  // What lies outside of the workspace's folders is not captured, so nothing there may be written over.
  for (const one of differing) if (!isOurs(one.path)) refuseOver(repository, one)
  const kept = await keepWork(repository, repo, {
    name: `Work on ${head.branch ?? head.commit.slice(0, 7)}`,
    kind: 'switch',
    paths: null,
  })
  for (const one of differing) if (isOurs(one.path) && !kept?.files.has(one.path)) refuseOver(repository, one)
  const files = await filesAfter(repository, after, differing, kept)
  await transit(repository, { files, head: ref, ...(kept && { found: kept.found }) })
  return { from, branch, kept: kept?.commit ?? null }
}

/** What becomes of each file that the branches hold differently, or that was changed here. */
async function filesAfter(
  repository: Repository,
  after: string,
  differing: readonly { path: string; after: Leaf | null }[],
  kept: PutAside | null,
): Promise<Map<string, Leaf | null>> {
  const files = new Map(differing.map(({ path, after }) => [path, after]))
  const changed = [...(kept?.files.keys() ?? [])]
  const there = await listTree(repository, after, changed)
  for (const path of changed) files.set(path, there.get(path) ?? null)
  return files
}

/** Throws when a file holds what is in neither branch: it would be lost. */
function refuseOver(
  repository: Repository,
  { path, before, after }: { path: string; before: Leaf | null; after: Leaf | null },
): void {
  if (before?.mode === '160000' || after?.mode === '160000') {
    throw inTheWay(path, 'is a repository of its own, which is git’s to change. Switch in a terminal')
  }
  if (lstatSync(join(repository.dir, path), { throwIfNoEntry: false })?.isDirectory()) return
  const now = workingId(repository, path)
  if (now === (before?.oid ?? null) || now === (after?.oid ?? null)) return
  throw inTheWay(
    path,
    before
      ? 'was changed, and the other branch has it otherwise. Commit it with git first'
      : 'is in the way of the other branch’s file. Move it away first',
  )
}

/** A branch here, made from the remote's where only that has it. */
async function branchOf(repository: Repository, name: string): Promise<{ ref: string; commit: string }> {
  const here = readRef(repository, `${heads}/${name}`)
  if (here) return { ref: `${heads}/${name}`, commit: here }
  const there = readRef(repository, `refs/remotes/${name}`)
  const [, remote, own] = /^([^/]+)\/(.+)$/.exec(name) ?? []
  if (!there || !remote || !own) throw unknownBranch(name)
  const ref = `${heads}/${own}`
  if (readRef(repository, ref) === null) {
    await updateRef(repository, ref, there, null)
    await addConfig(repository.commondir, ['branch', own], { remote, merge: `refs/heads/${own}` })
  }
  return { ref, commit: readRef(repository, ref) ?? there }
}

/** See `GitHandlers.renameBranch`. Its reflog and its settings come along. */
export const renameBranch: GitHandlers['renameBranch'] = async ({ repo, from, to }) => {
  const repository = openRepository(repo)
  const commit = readRef(repository, `${heads}/${from}`)
  if (!commit) throw unknownBranch(from)
  if (from === to) return {}
  checkName(repository, to, from)
  const current = headRef(repository) === `${heads}/${from}`
  const nested = `${to}/`.startsWith(`${from}/`) || `${from}/`.startsWith(`${to}/`)
  // `a` and `a/b` cannot be at once, and on some systems `a` and `A` are one file: the old one goes first then.
  if (nested || from.toLowerCase() === to.toLowerCase())
    await deleteRef(repository, `${heads}/${from}`, commit)
  await updateRef(repository, `${heads}/${to}`, commit, null)
  if (current) {
    const lock = await takeLock(join(repository.gitdir, 'HEAD'))
    if (!lock) throw lockedError('HEAD')
    lock.publish(`ref: ${heads}/${to}\n`)
  }
  if (readRef(repository, `${heads}/${from}`) === commit && from.toLowerCase() !== to.toLowerCase()) {
    await deleteRef(repository, `${heads}/${from}`, commit)
  }
  moveReflog(repository, from, to)
  await renameSection(repository, from, to)
  return {}
}

/** See `GitHandlers.deleteBranch`. */
export const deleteBranch: GitHandlers['deleteBranch'] = async ({ repo, name }) => {
  const repository = openRepository(repo)
  const ref = `${heads}/${name}`
  const commit = readRef(repository, ref)
  if (!commit) throw unknownBranch(name)
  if (headRef(repository) === ref) {
    throw new AppError({
      code: 'GIT_CURRENT',
      kind: 'input',
      message: `You are on ${name}. Switch to another branch, then delete it.`,
    })
  }
  return dropRef(repository, { kind: 'branch', ref, commit, name })
}

function unknownBranch(name: string): AppError {
  return new AppError({
    code: 'GIT_REF_UNKNOWN',
    kind: 'input',
    message: `There is no branch ${name}. It may have been renamed or deleted; look at the list again.`,
  })
}

/** As `git check-ref-format --branch`, and no two names that are one file on macOS and Windows. */
function checkName(repository: Repository, name: string, except?: string): void {
  const refuse = (message: string) => new AppError({ code: 'GIT_NAME', kind: 'input', message })
  const bad =
    name === '' ||
    name === '@' ||
    name === 'HEAD' ||
    name.length > 200 ||
    /^[-/]|\/$|\/\/|\.\.|@\{|\.$|(^|\/)\.|\.lock(\/|$)/.test(name) ||
    // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses them
    /[\u0000-\u0020\u007f~^:?*[\\]/.test(name)
  if (bad)
    throw refuse('This is no name for a branch. Use letters, digits, `-`, `_`, `.` and `/` between parts.')
  for (const ref of listRefs(repository, `${heads}/`).keys()) {
    const other = ref.slice(heads.length + 1)
    if (other === except) continue
    if (other.toLowerCase() === name.toLowerCase())
      throw refuse(`A branch ${other} is there already. Choose another name.`)
    if (other.startsWith(`${name}/`) || name.startsWith(`${other}/`)) {
      throw refuse(`git cannot have ${name} beside the branch ${other}. Choose another name.`)
    }
  }
}

function moveReflog({ commondir }: Repository, from: string, to: string): void {
  const [before, after] = [join(commondir, 'logs', heads, from), join(commondir, 'logs', heads, to)]
  if (!existsSync(before) || !lstatSync(before).isFile()) return
  try {
    makeFolderSync(dirname(after))
    renameSync(before, after)
  } catch {
    // `a` to `a/b`: a log is no more than a convenience, and the ref is moved already
  }
}

async function renameSection(repository: Repository, from: string, to: string): Promise<void> {
  await editConfig(repository, (text) => text.replaceAll(`[branch "${from}"]`, () => `[branch "${to}"]`))
}

async function editConfig({ commondir }: Repository, edit: (text: string) => string): Promise<void> {
  const file = join(commondir, 'config')
  const lock = await takeLock(file)
  if (!lock) throw lockedError('config')
  const text = readFileSync(file, 'utf8')
  if (edit(text) === text) lock.release()
  else lock.publish(edit(text))
}
