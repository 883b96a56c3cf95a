import type { ConflictHunk } from '#shared/conflict.ts'
import type { ConflictSide } from './diff-parts.ts'

/** Where each side of the conflicts stands in that side's whole text, in order; null where a side is empty. */
export function placesOf(whole: string, parts: readonly string[]): ({ from: number; to: number } | null)[] {
  let behind = 0
  return parts.map((part) => {
    if (part === '') return null
    // a last line without its end was given one between the markers
    const text = whole.includes(part, behind) ? part : part.replace(/\n$/, '')
    const from = whole.indexOf(text, behind)
    if (from === -1) return null
    behind = from + text.length
    return { from, to: behind - (text.endsWith('\n') ? 1 : 0) }
  })
}

/** What takes the place of a conflict. */
export function sideText({ ours, theirs }: ConflictHunk, take: ConflictSide): string {
  return take === 'ours' ? ours : take === 'theirs' ? theirs : ours + theirs
}
