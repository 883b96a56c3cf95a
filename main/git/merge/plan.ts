import git from 'isomorphic-git'
import { AppError } from '#shared/errors.ts'
import type { FileChange } from '../checkout.ts'
import type { Repository } from '../repository.ts'
import { readBlob, textOf } from '../text.ts'
import { diffTrees, type Leaf, listTree } from '../trees.ts'
import { mergeTexts } from './text.ts'

/** How two sides disagree on a file. */
export type ConflictKind = 'text' | 'binary' | 'deleted-by-us' | 'deleted-by-them'

export interface Conflict {
  path: string
  kind: ConflictKind
  base: Leaf | null
  ours: Leaf | null
  theirs: Leaf | null
  /** What stands in the working tree until it is solved. */
  leaf: Leaf | null
  bytes: Uint8Array | undefined
}

export interface MergePlan {
  /** What becomes of files that need no question, as against ours. */
  changes: FileChange[]
  conflicts: Conflict[]
}

interface Sides {
  base: string | null
  ours: string
  theirs: string
}

/** Merges three trees, file by file. The same trees give the same plan, in whatever process. */
export async function planMerge(
  repository: Repository,
  trees: Sides,
  names: { ours: string; theirs: string },
): Promise<MergePlan> {
  const ours = new Map((await diffTrees(repository, trees.base, trees.ours)).map((one) => [one.path, one]))
  const plan: MergePlan = { changes: [], conflicts: [] }
  for (const { path, before: base, after: theirs } of await diffTrees(repository, trees.base, trees.theirs)) {
    const our = ours.get(path)
    if (!our) plan.changes.push({ path, leaf: theirs })
    else if (!same(our.after, theirs))
      await mergeFile(repository, plan, { path, base, ours: our.after, theirs, names })
  }
  const leaves = await listTree(repository, trees.ours, [''])
  refuseClashes(plan, new Set(leaves.keys()))
  return plan
}

interface File {
  path: string
  base: Leaf | null
  ours: Leaf | null
  theirs: Leaf | null
  names: { ours: string; theirs: string }
}

async function mergeFile(repository: Repository, plan: MergePlan, file: File): Promise<void> {
  const { path, base, ours, theirs, names } = file
  const conflict = (kind: ConflictKind, leaf: Leaf | null, bytes?: Uint8Array) =>
    plan.conflicts.push({ path, kind, base, ours, theirs, leaf, bytes })
  if (!ours || !theirs) {
    conflict(ours ? 'deleted-by-them' : 'deleted-by-us', ours ?? theirs)
    return
  }
  const mode = ours.mode === base?.mode ? theirs.mode : ours.mode
  if (ours.oid === theirs.oid) {
    plan.changes.push({ path, leaf: { oid: ours.oid, mode } })
    return
  }
  const texts = await Promise.all([base, ours, theirs].map((leaf) => textIn(repository, leaf)))
  const [before, left, right] = texts
  const merged =
    left == null || right == null || before === null ? null : mergeTexts(before ?? '', left, right, names)
  if (!merged) return void conflict('binary', ours)
  const bytes = Buffer.from(merged.text, 'utf8')
  if (merged.conflicts > 0) conflict('text', { oid: ours.oid, mode }, bytes)
  else
    plan.changes.push({ path, leaf: { oid: await git.writeBlob({ ...repository.at, blob: bytes }), mode } })
}

/** A file's text; null when it is none, undefined when there is no file. */
async function textIn(repository: Repository, leaf: Leaf | null): Promise<string | null | undefined> {
  if (!leaf) return undefined
  return leaf.mode.startsWith('100') ? textOf(await readBlob(repository, leaf.oid)) : null
}

const same = (a: Leaf | null, b: Leaf | null): boolean => a?.oid === b?.oid && a?.mode === b?.mode

/** A file where the other side has a folder: neither git nor a person merges that by lines. */
function refuseClashes({ changes, conflicts }: MergePlan, ours: ReadonlySet<string>): void {
  const after = new Set(ours)
  for (const { path, leaf } of [...changes, ...conflicts]) {
    if (leaf) after.add(path)
    else after.delete(path)
  }
  for (const path of after) {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      if (!after.has(path.slice(0, at))) continue
      throw new AppError({
        code: 'GIT_MERGE_FOLDER',
        kind: 'input',
        message: `${path.slice(0, at)} is a file on one side and a folder on the other. Rename one of them and commit, then pull. Nothing was changed.`,
        place: { file: path.slice(0, at) },
      })
    }
  }
}
