import git from 'isomorphic-git'
import { fromWorkspace, leafText, readEntry } from './log.ts'
import { readHead } from './refs.ts'
import { inRepository, openRepository, type Repository } from './repository.ts'
import { textOf } from './text.ts'
import { diffTrees, type Leaf, listTree, treeOf } from './trees.ts'
import type { FileVersion, GitHandlers } from './types.ts'
import { readWorking } from './worktree.ts'

/** Commits that are looked at for one file's history; what lies before is not told. */
const mostCommits = 20_000
/** Files that a commit removed are compared with the one it added, at most so many. */
const mostCandidates = 200
/** Shared lines of both texts from which a file counts as renamed: git's own half. */
const alike = 0.5

/** A commit that is still to be looked at, and the file's path in it. */
interface Stop {
  commit: string
  path: string
  time: number
}

/** See `GitHandlers.fileLog`. Merges that took a side as it was are passed over, as `git log` does. */
export const fileLog: GitHandlers['fileLog'] = async ({ repo, path, limit }) => {
  const repository = openRepository(repo)
  const { commit: head } = readHead(repository)
  if (!head) return []
  const start = await pathInHead(repository, head, inRepository(repo, path))
  const waiting: Stop[] = [{ commit: head, path: start, time: await timeOf(repository, head) }]
  const seen = new Set<string>()
  const versions: FileVersion[] = []
  while (waiting.length > 0 && versions.length < limit && seen.size < mostCommits) {
    waiting.sort((a, b) => b.time - a.time)
    const stop = waiting.shift()
    if (!stop || seen.has(`${stop.commit} ${stop.path}`)) continue
    seen.add(`${stop.commit} ${stop.path}`)
    const { version, next } = await look(repository, stop)
    if (version) {
      const entry = await readEntry(repository, stop.commit)
      const named = (file: string | null) => (file === null ? null : fromWorkspace(repo, file))
      const { before, after, from } = version
      versions.push({
        ...entry,
        path: fromWorkspace(repo, stop.path),
        from: named(from),
        state: after ? (before || from ? 'modified' : 'added') : 'deleted',
        blob: after?.oid ?? null,
      })
    }
    waiting.push(...next)
  }
  return versions
}

interface Looked {
  version: { before: Leaf | null; after: Leaf | null; from: string | null } | null
  next: Stop[]
}

/** What one commit did to the file, and where its history goes on. */
async function look(repository: Repository, { commit, path }: Stop): Promise<Looked> {
  const { commit: read } = await git.readCommit({ ...repository.at, oid: commit })
  const after = await leafAt(repository, read.tree, path)
  const parents: { commit: string; tree: string; leaf: Leaf | null }[] = []
  for (const parent of read.parent) {
    const tree = await treeOf(repository, parent)
    parents.push({ commit: parent, tree, leaf: await leafAt(repository, tree, path) })
  }
  const goOn = async (parent: string, at = path): Promise<Stop> => ({
    commit: parent,
    path: at,
    time: await timeOf(repository, parent),
  })
  const same = parents.find(({ leaf }) => leaf?.oid === after?.oid && leaf?.mode === after?.mode)
  if (same) return { version: null, next: [await goOn(same.commit)] }
  const having = parents.filter(({ leaf }) => leaf !== null)
  if (having.length > 0) {
    const before = having[0]?.leaf ?? null
    return {
      version: { before, after, from: null },
      next: await Promise.all(having.map((one) => goOn(one.commit))),
    }
  }
  if (!after) return { version: null, next: [] }
  for (const { commit: parent, tree } of parents) {
    const from = await renamedFrom(repository, { tree, into: read.tree, path, leaf: after })
    if (from) return { version: { before: null, after, from }, next: [await goOn(parent, from)] }
  }
  return { version: { before: null, after, from: null }, next: [] }
}

/** The file that went in the same commit and holds the same, or half of its lines at least. */
async function renamedFrom(
  repository: Repository,
  { tree, into, path, leaf }: { tree: string; into: string; path: string; leaf: Leaf },
): Promise<string | null> {
  const gone = (await diffTrees(repository, tree, into)).filter(({ before, after }) => before && !after)
  const exact = gone.find(({ before }) => before?.oid === leaf.oid)
  if (exact) return exact.path
  const text = await leafText(repository, leaf)
  return text === null ? null : mostAlike(repository, gone.slice(0, mostCandidates), { path, text })
}

async function mostAlike(
  repository: Repository,
  gone: readonly { path: string; before: Leaf | null }[],
  { text }: { path: string; text: string },
): Promise<string | null> {
  let best: { path: string; share: number } | null = null
  for (const { path, before } of gone) {
    const other = await leafText(repository, before)
    const share = other === null ? 0 : sharedLines(other, text)
    if (share >= alike && share > (best?.share ?? 0)) best = { path, share }
  }
  return best?.path ?? null
}

/** The share of bytes that stand in lines of both texts: of the longer one, as git counts it. */
export function sharedLines(a: string, b: string): number {
  const lines = new Map<string, number>()
  for (const line of a.split('\n')) lines.set(line, (lines.get(line) ?? 0) + 1)
  let shared = 0
  for (const line of b.split('\n')) {
    const left = lines.get(line) ?? 0
    if (left === 0) continue
    lines.set(line, left - 1)
    shared += line.length + 1
  }
  return shared / (Math.max(a.length, b.length) + 1)
}

/** Where the file stands in HEAD: a rename that is not committed yet is followed too. */
async function pathInHead(repository: Repository, head: string, path: string): Promise<string> {
  const tree = await treeOf(repository, head)
  if (await leafAt(repository, tree, path)) return path
  const bytes = readWorking(repository, path)
  const text = bytes && textOf(bytes)
  if (text === null) return path
  const gone: { path: string; before: Leaf }[] = []
  for (const [other, leaf] of await listTree(repository, tree, [''])) {
    if (gone.length < mostCandidates && !readWorking(repository, other))
      gone.push({ path: other, before: leaf })
  }
  return (await mostAlike(repository, gone, { path, text })) ?? path
}

async function leafAt(repository: Repository, tree: string, path: string): Promise<Leaf | null> {
  return (await listTree(repository, tree, [path])).get(path) ?? null
}

async function timeOf({ at }: Repository, commit: string): Promise<number> {
  const { commit: read } = await git.readCommit({ ...at, oid: commit })
  return read.committer.timestamp
}

/** See `GitHandlers.blobs`. */
export const blobs: GitHandlers['blobs'] = async ({ repo, at }) => {
  const repository = openRepository(repo)
  const found: (string | null)[] = []
  for (const { commit, path } of at) {
    const tree = await treeOf(repository, commit).catch(() => null)
    const leaf = tree === null ? null : await leafAt(repository, tree, inRepository(repo, path))
    found.push(leaf?.oid ?? null)
  }
  return found
}
