import { diff3Merge } from 'node-diff3'

/** Longer texts are chosen whole: finding the lines in common takes time by the square of what repeats. */
const maxLines = 50_000

export interface MergedText {
  text: string
  /** Places that both changed, each between markers as git writes them. */
  conflicts: number
}

/** Three texts merged by lines; null when they are too long for it. `names` stand behind the markers. */
export function mergeTexts(
  base: string,
  ours: string,
  theirs: string,
  names: { ours: string; theirs: string },
): MergedText | null {
  const [a, o, b] = [linesOf(ours), linesOf(base), linesOf(theirs)]
  if (Math.max(a.length, o.length, b.length) > maxLines) return null
  const parts: string[] = []
  let conflicts = 0
  for (const { ok, conflict } of diff3Merge(a, o, b, { excludeFalseConflicts: true })) {
    if (ok) parts.push(...ok)
    if (!conflict) continue
    const { head, left, right, tail } = withoutCommon(conflict.a, conflict.b)
    conflicts += 1
    parts.push(...head, `<<<<<<< ${names.ours}\n`, ended(left), '=======\n', ended(right))
    parts.push(`>>>>>>> ${names.theirs}\n`, ...tail)
  }
  return { text: parts.join(''), conflicts }
}

/** Lines with their ends. */
const linesOf = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/))

/** A marker begins a line: a last line without its end is given one. */
function ended(lines: readonly string[]): string {
  const text = lines.join('')
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** What two sides begin and end with alike is no conflict. */
function withoutCommon(a: readonly string[], b: readonly string[]) {
  const least = Math.min(a.length, b.length)
  let start = 0
  while (start < least && a[start] === b[start]) start++
  let end = 0
  while (end < least - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return {
    head: a.slice(0, start),
    left: a.slice(start, a.length - end),
    right: b.slice(start, b.length - end),
    tail: a.slice(a.length - end),
  }
}
