import { diffIndices } from 'node-diff3'

/** In longer texts, finding the lines that two have in common would hold up the window. */
const mostLines = 2000

/**
 * What makes `after` of `before`, as replacements of whole lines by offsets of `before`, from the top; null for texts
 * over 2,000 lines.
 */
export function lineEdits(
  before: string,
  after: string,
): { from: number; to: number; text: string }[] | null {
  const [old, now] = [linesOf(before), linesOf(after)]
  if (Math.max(old.length, now.length) > mostLines) return null
  const starts = [0]
  for (const line of old) starts.push((starts.at(-1) ?? 0) + line.length)
  const startOf = (line: number) => starts[line] ?? before.length
  return diffIndices(old, now).map(({ buffer1: [at, count], buffer2Content }) => ({
    from: startOf(at),
    to: startOf(at + count),
    text: buffer2Content.join(''),
  }))
}

/** Lines with their ends. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/)
