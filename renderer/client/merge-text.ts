import { diff3Merge } from 'node-diff3'

/** Longer texts are for the user to compare: finding the lines that they have in common would hold up a key. */
const mostLines = 2000

/**
 * `mine` with what changed from `base` to `theirs`, line by line; null where both changed the same lines, and for
 * texts over 2,000 lines.
 */
export function mergedText(base: string, mine: string, theirs: string): string | null {
  const [o, a, b] = [linesOf(base), linesOf(mine), linesOf(theirs)]
  if (Math.max(o.length, a.length, b.length) > mostLines) return null
  const parts = diff3Merge(a, o, b, { excludeFalseConflicts: true })
  return parts.some(({ conflict }) => conflict) ? null : parts.flatMap(({ ok }) => ok ?? []).join('')
}

/** Lines with their ends. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/)

/** The sentence that tells of a merge. */
export const mergedMessage = (path: string): string =>
  `Another program changed ${path.slice(path.lastIndexOf('/') + 1)} in other lines: both changes are in your text.`
