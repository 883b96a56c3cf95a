import git, { type CommitObject } from 'isomorphic-git'
import { readHead } from './refs.ts'
import { renamesOf } from './renames.ts'
import { inWorkspace, openRepository, type Repository } from './repository.ts'
import { resolveRevision } from './revision.ts'
import { readBlob, textOf } from './text.ts'
import { diffTrees, type Leaf, treeOf } from './trees.ts'
import type { CommitEntry, GitHandlers, RepoRef, SidedFile } from './types.ts'

/** A commit that changed more files than this shows the texts of the first ones only. */
const maxShown = 300

function entryOf(oid: string, { message, parent, author }: CommitObject): CommitEntry {
  return {
    commit: oid,
    parents: parent,
    message: message.trimEnd(),
    author: author.name,
    at: new Date(author.timestamp * 1000).toISOString(),
  }
}

export async function readEntry({ at }: Repository, commit: string): Promise<CommitEntry> {
  const read = await git.readCommit({ ...at, oid: commit })
  return entryOf(read.oid, read.commit)
}

/** The history of HEAD, newest first; empty while the branch is unborn. */
export const log: GitHandlers['log'] = async ({ repo, limit }) => {
  const repository = openRepository(repo)
  const { commit } = readHead(repository)
  if (!commit) return []
  const read = await git.log({ ...repository.at, ref: commit, depth: limit })
  return read.map(({ oid, commit }) => entryOf(oid, commit))
}

/** See `GitHandlers.show`. */
export const show: GitHandlers['show'] = async ({ repo, commit }) => {
  const repository = openRepository(repo)
  const entry = await readEntry(repository, await resolveRevision(repository, commit))
  const [first] = entry.parents
  const before = first ? await treeOf(repository, first) : null
  const differing = await diffTrees(repository, before, await treeOf(repository, entry.commit))
  const renames = renamesOf(differing)
  const files: SidedFile[] = []
  for (const { path, before, after } of differing) {
    const read = files.length < maxShown
    const from = renames.get(path)
    files.push({
      path: fromWorkspace(repo, path),
      ...(from !== undefined && { from: fromWorkspace(repo, from) }),
      state: before ? (after ? 'modified' : 'deleted') : 'added',
      before: read ? await leafText(repository, before) : null,
      after: read ? await leafText(repository, after) : null,
    })
  }
  return { entry, files }
}

/** A leaf's text, null when there is none or it is not text. A submodule's commit is not text of ours. */
export async function leafText(repository: Repository, leaf: Leaf | null): Promise<string | null> {
  if (!leaf || leaf.mode === '160000') return null
  return textOf(await readBlob(repository, leaf.oid))
}

/** A repository path as seen from the workspace: `../` for what lies outside. */
export function fromWorkspace(repo: RepoRef, path: string): string {
  const inside = inWorkspace(repo, path)
  return inside ?? `${'../'.repeat(repo.prefix.split('/').length)}${path}`
}
