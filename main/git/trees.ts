import git, { Errors, type TreeEntry } from 'isomorphic-git'
import type { Repository } from './repository.ts'
import { unsafePathError } from './safe-path.ts'

/** A file of a tree: its blob and its mode (`100644`, `100755`, `120000` for a link, `160000` for a submodule). */
export interface Leaf {
  oid: string
  mode: string
}

/** Trees by id: they never change. Bounded, since a long session sees many. */
const trees = new Map<string, TreeEntry[]>()

async function readTree({ at }: Repository, oid: string): Promise<TreeEntry[]> {
  const known = trees.get(oid)
  if (known) return known
  const { tree } = await git.readTree({ ...at, oid }).catch((thrown) => {
    if (thrown instanceof Errors.UnsafeFilepathError) throw unsafePathError(thrown.data.filepath, thrown)
    throw thrown
  })
  if (trees.size > 2000) trees.clear()
  trees.set(oid, tree)
  return tree
}

/** The id of a commit's tree. */
export async function treeOf({ at }: Repository, commit: string): Promise<string> {
  const { commit: read } = await git.readCommit({ ...at, oid: commit })
  return read.tree
}

const six = (mode: string): string => mode.padStart(6, '0')

/** Files at or under `paths` (all when it holds `''`), by repository path. */
export async function listTree(
  repository: Repository,
  tree: string | null,
  paths: readonly string[],
): Promise<Map<string, Leaf>> {
  const found = new Map<string, Leaf>()
  const walk = async (oid: string, base: string): Promise<void> => {
    for (const entry of await readTree(repository, oid)) {
      const path = base ? `${base}/${entry.path}` : entry.path
      const inside = paths.some((wanted) => wanted === '' || wanted === path || path.startsWith(`${wanted}/`))
      const above = paths.some((wanted) => wanted.startsWith(`${path}/`))
      if (entry.type === 'tree') {
        if (inside || above) await walk(entry.oid, path)
      } else if (inside) found.set(path, { oid: entry.oid, mode: six(entry.mode) })
    }
  }
  if (tree) await walk(tree, '')
  return found
}

/** What becomes of a path: a file, or null where it goes away. */
export type TreeChanges = ReadonlyMap<string, Leaf | null>

/** Writes the tree that `tree` becomes by `changes` and returns its id; null when nothing is left in it. */
export async function changeTree(
  repository: Repository,
  tree: string | null,
  changes: TreeChanges,
): Promise<string | null> {
  const entries = new Map<string, TreeEntry>()
  if (tree) for (const entry of await readTree(repository, tree)) entries.set(entry.path, entry)
  const below = new Map<string, Map<string, Leaf | null>>()
  for (const [path, leaf] of changes) {
    const slash = path.indexOf('/')
    if (slash === -1) {
      if (leaf) entries.set(path, { path, ...leaf, type: leaf.mode === '160000' ? 'commit' : 'blob' })
      else if (entries.get(path)?.type !== 'tree') entries.delete(path)
      continue
    }
    const name = path.slice(0, slash)
    const inner = below.get(name) ?? new Map<string, Leaf | null>()
    below.set(name, inner.set(path.slice(slash + 1), leaf))
  }
  for (const [name, inner] of below) {
    const old = entries.get(name)
    // A file that stood where a folder is now gives way to it, unless nothing is put into the folder.
    const puts = [...inner.values()].some((leaf) => leaf !== null)
    if (old && old.type !== 'tree' && !puts) continue
    const oid = await changeTree(repository, old?.type === 'tree' ? old.oid : null, inner)
    if (oid) entries.set(name, { path: name, mode: '040000', oid, type: 'tree' })
    else entries.delete(name)
  }
  if (entries.size === 0) return null
  return git.writeTree({ ...repository.at, tree: [...entries.values()] })
}

/** The empty tree, which git knows without its being stored; written so that isomorphic-git and fsck find it. */
export function emptyTree(repository: Repository): Promise<string> {
  return git.writeTree({ ...repository.at, tree: [] })
}

/** Files that differ between two trees, by path; equal subtrees are not read. */
export async function diffTrees(
  repository: Repository,
  before: string | null,
  after: string | null,
  base = '',
): Promise<{ path: string; before: Leaf | null; after: Leaf | null }[]> {
  if (before === after) return []
  const left = new Map((before ? await readTree(repository, before) : []).map((e) => [e.path, e]))
  const right = new Map((after ? await readTree(repository, after) : []).map((e) => [e.path, e]))
  const differing: { path: string; before: Leaf | null; after: Leaf | null }[] = []
  for (const name of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const [a, b] = [left.get(name), right.get(name)]
    if (a?.oid === b?.oid && a?.mode === b?.mode) continue
    const path = base ? `${base}/${name}` : name
    const trees = [a, b].map((entry) => (entry?.type === 'tree' ? entry.oid : null))
    if (trees[0] || trees[1]) {
      differing.push(...(await diffTrees(repository, trees[0] ?? null, trees[1] ?? null, path)))
    }
    const leaves = [a, b].map((e) => (e && e.type !== 'tree' ? { oid: e.oid, mode: six(e.mode) } : null))
    if (leaves[0] || leaves[1]) differing.push({ path, before: leaves[0] ?? null, after: leaves[1] ?? null })
  }
  return differing
}
