import type { Leaf } from './trees.ts'

/** A file by its path and its bytes. */
interface Side {
  path: string
  oid: string
}

const empty = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'

/**
 * Files that came with the very bytes of one that went, as `to` → `from`. Each file is of one pair; where several have
 * the same bytes, one of the same name goes first. Empty files say nothing.
 */
export function exactRenames(gone: readonly Side[], came: readonly Side[]): Map<string, string> {
  const left = new Map<string, string[]>()
  for (const { path, oid } of gone) if (oid !== empty) left.set(oid, [...(left.get(oid) ?? []), path])
  const pairs = new Map<string, string>()
  for (const sameName of [true, false]) {
    for (const { path, oid } of came) {
      const paths = left.get(oid)
      const at = paths?.findIndex((from) => !sameName || nameOf(from) === nameOf(path)) ?? -1
      if (pairs.has(path) || !paths || at === -1) continue
      pairs.set(path, paths.splice(at, 1)[0] ?? '')
    }
  }
  return pairs
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** The renames among files that differ between two trees. */
export function renamesOf(
  differing: readonly { path: string; before: Leaf | null; after: Leaf | null }[],
): Map<string, string> {
  const side = (which: 'before' | 'after', other: 'before' | 'after') =>
    differing.flatMap((file) => {
      const leaf = file[which]
      return leaf && !file[other] && leaf.mode !== '160000' ? [{ path: file.path, oid: leaf.oid }] : []
    })
  return exactRenames(side('before', 'after'), side('after', 'before'))
}
