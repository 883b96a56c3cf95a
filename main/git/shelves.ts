import git from 'isomorphic-git'
import { AppError } from '#shared/errors.ts'
import { maxCaptureBytes } from './capture.ts'
import { storeWorking } from './commit.ts'
import { dropRef, restoreRef } from './dropped.ts'
import { identityOf } from './identity.ts'
import { readIndex } from './index-file.ts'
import { listRefs } from './list-refs.ts'
import { leafText } from './log.ts'
import { refuseHalfDone } from './merge/half-done.ts'
import { mergeTexts } from './merge/text.ts'
import { momentOf } from './moment.ts'
import { needsOwnGitToWrite } from './own-git.ts'
import { readHead, readRef, updateRef } from './refs.ts'
import { inRepository, inWorkspace, openRepository, type Repository } from './repository.ts'
import { textOf } from './text.ts'
import { finishTransition, inTheWay, transit, workingId } from './transition.ts'
import { changeTree, diffTrees, emptyTree, type Leaf, listTree, treeOf } from './trees.ts'
import type { GitHandlers, RepoRef, Shelf } from './types.ts'
import {
  diffWorking,
  normalisesLineEnds,
  readWorking,
  shownPaths,
  type WorkingChange,
  withLf,
} from './worktree.ts'

/** Where work that was put aside stands, one ref each, named by its commit. `git stash apply` takes them too. */
const shelfRefs = 'refs/lakebench/shelves'

/** What is put aside, and what the files were found to hold. */
export interface PutAside {
  commit: string
  files: Map<string, Leaf | null>
  found: Map<string, string | null>
}

/** Refuses what would need the user's own git, and finishes what was cut off. For verbs that write working files. */
export async function openToWrite(repo: RepoRef): Promise<Repository> {
  const repository = openRepository(repo)
  await finishTransition(repository)
  refuseHalfDone(repository)
  const reason = needsOwnGitToWrite(repository)
  if (reason) {
    throw new AppError({
      code: 'GIT_NEEDS_OWN_GIT',
      kind: 'input',
      message: `This repository ${reason}, so its files are your own git's to write. Do this in a terminal; nothing was changed.`,
      details: { reason },
    })
  }
  return repository
}

/** Keeps uncommitted work as a commit, in the form of git's own stash; null when there is none. Files stay. */
export async function keepWork(
  repository: Repository,
  repo: RepoRef,
  { name, kind, paths }: { name: string; kind: Shelf['kind']; paths: readonly string[] | null },
): Promise<PutAside | null> {
  const head = readHead(repository)
  if (!head.commit) {
    throw new AppError({
      code: 'GIT_UNBORN',
      kind: 'input',
      message: 'There is no commit yet, so nothing can be put aside. Commit something first.',
    })
  }
  const tree = await treeOf(repository, head.commit)
  const wanted = (paths ?? shownPaths).map((path) => inRepository(repo, path))
  const changes = await diffWorking(repository, tree, wanted)
  if (changes.length === 0) return null
  const big = changes.find(({ file }) => (file?.stat.size ?? 0) > maxCaptureBytes)
  if (big)
    throw inTheWay(big.path, 'is over 10 MB, which is more than is kept. Commit it, or move it away, first')
  const files = new Map<string, Leaf | null>()
  const found = new Map<string, string | null>()
  for (const change of changes) {
    files.set(change.path, await storeWorking(repository, change))
    found.set(change.path, workingId(repository, change.path))
  }
  const who = { ...identityOf(repository.config), ...momentOf() }
  const write = (message: string, tree: string, parent: string[]) =>
    git.writeCommit({ ...repository.at, commit: { message, tree, parent, author: who, committer: who } })
  const staged = await write(
    'Staged before it was put aside\n',
    await stagedTree(repository, tree, changes),
    [head.commit],
  )
  const message = `${name.replace(/\s+/g, ' ').trim()}\n\nLakebench-Shelf: ${kind}\nLakebench-Branch: ${head.branch ?? ''}\n`
  const next = (await changeTree(repository, tree, files)) ?? (await emptyTree(repository))
  const commit = await write(message, next, [head.commit, staged])
  await updateRef(repository, `${shelfRefs}/${commit}`, commit, readRef(repository, `${shelfRefs}/${commit}`))
  return { commit, files, found }
}

/** The tree that a plain `git commit` would make of these files now: what is staged of them is kept as well. */
async function stagedTree(
  repository: Repository,
  tree: string,
  changes: readonly WorkingChange[],
): Promise<string> {
  const index = new Map<string, Leaf>()
  for (const { path, oid, mode, stage } of readIndex(repository)) {
    // An intent to add has no content yet.
    if (stage === 0 && !/^e69de29bb/.test(oid)) index.set(path, { oid, mode })
  }
  const staged = new Map<string, Leaf | null>()
  for (const { path, head } of changes) {
    const leaf = index.get(path) ?? null
    if (leaf?.oid !== head?.oid) staged.set(path, leaf)
  }
  return staged.size === 0
    ? tree
    : ((await changeTree(repository, tree, staged)) ?? (await emptyTree(repository)))
}

/** See `GitHandlers.shelve`. */
export const shelve: GitHandlers['shelve'] = async ({ repo, name, paths }) => {
  const repository = await openToWrite(repo)
  const kept = await keepWork(repository, repo, { name, kind: 'shelf', paths })
  if (!kept) {
    throw new AppError({
      code: 'GIT_NOTHING',
      kind: 'input',
      message: 'There is nothing to shelve: these files are as in the last commit.',
    })
  }
  const { commit } = readHead(repository)
  const tree = commit ? await treeOf(repository, commit) : null
  const before = await listTree(repository, tree, [...kept.files.keys()])
  const files = new Map([...kept.files.keys()].map((path) => [path, before.get(path) ?? null]))
  await transit(repository, { files, head: null, found: kept.found })
  return readShelf(repository, repo, kept.commit)
}

/** See `GitHandlers.shelves`. */
export const shelves: GitHandlers['shelves'] = async ({ repo }) => {
  const repository = openRepository(repo)
  const commits = [...listRefs(repository, `${shelfRefs}/`).values()]
  const found = await Promise.all(commits.map((commit) => readShelf(repository, repo, commit)))
  return found.sort((a, b) => (a.at < b.at ? 1 : -1))
}

async function readShelf(repository: Repository, repo: RepoRef, commit: string): Promise<Shelf> {
  const { commit: read } = await git.readCommit({ ...repository.at, oid: commit })
  const [parent = ''] = read.parent
  const differing = await diffTrees(repository, await treeOf(repository, parent), read.tree)
  const [name = ''] = read.message.split('\n')
  const line = (key: string) => new RegExp(`^Lakebench-${key}: (.*)$`, 'm').exec(read.message)?.[1] ?? ''
  return {
    commit,
    parent,
    name,
    kind: line('Shelf') === 'switch' ? 'switch' : 'shelf',
    branch: line('Branch') || null,
    at: new Date(read.author.timestamp * 1000).toISOString(),
    paths: differing.flatMap(({ path }) => inWorkspace(repo, path) ?? []),
  }
}

/** See `GitHandlers.applyShelf`. */
export const applyShelf: GitHandlers['applyShelf'] = async ({ repo, commit }) => {
  const repository = await openToWrite(repo)
  const ref = shelfRef(repository, commit)
  const shelf = await readShelf(repository, repo, commit)
  const differing = await diffTrees(
    repository,
    await treeOf(repository, shelf.parent),
    await treeOf(repository, commit),
  )
  const files = new Map<string, Leaf | null>()
  const found = new Map<string, string | null>()
  const conflicts: string[] = []
  for (const { path, before, after } of differing) {
    const now = workingId(repository, path)
    found.set(path, now)
    if (now === (after?.oid ?? null)) continue
    if (now === (before?.oid ?? null)) files.set(path, after)
    else {
      const merged = await mergedLeaf(repository, path, before, after)
      if (merged) files.set(path, merged)
      else conflicts.push(inWorkspace(repo, path) ?? path)
    }
  }
  // They come back as changes: not staged, as they were typed.
  if (files.size > 0) await transit(repository, { files, head: null, found, staged: false })
  if (conflicts.length === 0) await dropRef(repository, { kind: 'shelf', ref, commit, name: shelf.name })
  return { applied: [...files.keys()].flatMap((path) => inWorkspace(repo, path) ?? []), conflicts }
}

/** Both sides' lines, where they do not touch each other; null where they do, or where a side is no text. */
async function mergedLeaf(
  repository: Repository,
  path: string,
  before: Leaf | null,
  after: Leaf | null,
): Promise<Leaf | null> {
  const bytes = readWorking(repository, path)
  if (!before || !after || !bytes) return null
  const ours = textOf(normalisesLineEnds(repository) ? withLf(bytes) : bytes)
  const [base, theirs] = [await leafText(repository, before), await leafText(repository, after)]
  const names = { ours: 'here', theirs: 'shelf' }
  const merged =
    base === null || ours === null || theirs === null ? null : mergeTexts(base, ours, theirs, names)
  if (merged === null || merged.conflicts > 0) return null
  return {
    oid: await git.writeBlob({ ...repository.at, blob: Buffer.from(merged.text, 'utf8') }),
    mode: after.mode,
  }
}

/** See `GitHandlers.dropShelf`. */
export const dropShelf: GitHandlers['dropShelf'] = async ({ repo, commit }) => {
  const repository = openRepository(repo)
  const ref = shelfRef(repository, commit)
  const { name } = await readShelf(repository, repo, commit)
  return dropRef(repository, { kind: 'shelf', ref, commit, name })
}

function shelfRef(repository: Repository, commit: string): string {
  const ref = `${shelfRefs}/${commit}`
  if (readRef(repository, ref) === commit) return ref
  throw new AppError({
    code: 'SHELF_GONE',
    kind: 'input',
    message: 'This shelf is gone. It was brought back or deleted, which can be undone for 30 days.',
  })
}

/** See `GitHandlers.undoDrop`. */
export const undoDrop: GitHandlers['undoDrop'] = async ({ repo, undo }) =>
  restoreRef(openRepository(repo), undo)
