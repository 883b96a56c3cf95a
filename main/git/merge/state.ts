import { existsSync, readFileSync } from 'node:fs'
import git from 'isomorphic-git'
import { findConflicts } from '#shared/conflict.ts'
import { inputError } from '#shared/errors.ts'
import { type IndexEntry, readIndex } from '../index-file.ts'
import { leafText } from '../log.ts'
import { readHead } from '../refs.ts'
import { inRepository, inWorkspace, openRepository, type Repository } from '../repository.ts'
import type { Leaf } from '../trees.ts'
import type { GitHandlers, MergeFile } from '../types.ts'
import { workingPath } from '../worktree.ts'
import { endMerge, mergeHead, mergeMessage } from './half-done.ts'
import type { ConflictKind } from './plan.ts'

/** A conflict as the index has it. */
export interface Unmerged {
  path: string
  kind: ConflictKind
  base: Leaf | null
  ours: Leaf | null
  theirs: Leaf | null
}

/** See `GitHandlers.mergeState`. It is git's own state, so a merge that a terminal began shows as well. */
export const mergeState: GitHandlers['mergeState'] = async ({ repo }) => {
  const repository = openRepository(repo)
  const theirs = mergeHead(repository)
  if (!theirs) return null
  const unmerged = await listUnmerged(repository)
  const { commit } = readHead(repository)
  if (unmerged.length === 0 && commit && (await isMerged(repository, commit, theirs))) {
    // a kill came between the commit and the end of its merge
    endMerge(repository)
    return null
  }
  const message = mergeMessage(repository)
  return {
    theirs,
    name: /^Merge (?:remote-tracking )?branch '([^']+)'/.exec(message)?.[1] ?? theirs.slice(0, 7),
    files: unmerged.map(({ path, kind }) => ({
      path: inWorkspace(repo, path) ?? path,
      inside: inWorkspace(repo, path) !== null,
      kind,
      left: kind === 'text' ? countLeft(repository, path) : 1,
    })),
  }
}

async function isMerged({ at }: Repository, commit: string, theirs: string): Promise<boolean> {
  return commit === theirs || git.isDescendent({ ...at, oid: commit, ancestor: theirs, depth: -1 })
}

/** Conflicts between markers that a file of the working tree still has. */
export function countLeft(repository: Repository, path: string): number {
  const file = workingPath(repository, path)
  return existsSync(file) ? findConflicts(readFileSync(file, 'utf8')).length : 0
}

/** The conflicts of the index, by path. */
export async function listUnmerged(repository: Repository): Promise<Unmerged[]> {
  const byPath = new Map<string, IndexEntry[]>()
  for (const entry of readIndex(repository)) {
    if (entry.stage > 0) byPath.set(entry.path, [...(byPath.get(entry.path) ?? []), entry])
  }
  const found: Unmerged[] = []
  for (const [path, stages] of byPath) {
    const at = (stage: number): Leaf | null => {
      const entry = stages.find((one) => one.stage === stage)
      return entry ? { oid: entry.oid, mode: entry.mode } : null
    }
    const sides = { base: at(1), ours: at(2), theirs: at(3) }
    found.push({ path, kind: await kindOf(repository, sides), ...sides })
  }
  return found
}

async function kindOf(
  repository: Repository,
  { ours, theirs }: Pick<Unmerged, 'ours' | 'theirs'>,
): Promise<ConflictKind> {
  if (!ours) return 'deleted-by-us'
  if (!theirs) return 'deleted-by-them'
  const texts = await Promise.all(
    [ours, theirs].map((leaf) => (leaf.mode.startsWith('100') ? leafText(repository, leaf) : null)),
  )
  return texts.includes(null) ? 'binary' : 'text'
}

/** See `GitHandlers.mergeFile`. */
export const mergeFile: GitHandlers['mergeFile'] = async ({ repo, path }): Promise<MergeFile> => {
  const repository = openRepository(repo)
  const { kind, base, ours, theirs } = await unmergedAt(repository, inRepository(repo, path))
  const text = (leaf: Leaf | null) => leafText(repository, leaf)
  return { path, kind, base: await text(base), ours: await text(ours), theirs: await text(theirs) }
}

/** The conflict of a path. Throws `GIT_NO_CONFLICT` when it is solved or never was one. */
export async function unmergedAt(repository: Repository, path: string): Promise<Unmerged> {
  const found = (await listUnmerged(repository)).find((one) => one.path === path)
  if (found) return found
  throw inputError('GIT_NO_CONFLICT', `${path} has no conflict any more.`, { file: path })
}
