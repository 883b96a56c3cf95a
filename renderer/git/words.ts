import type { Change } from '#shared/contract/git.ts'
import type { CodeLanguage } from '../ui/code-editor/index.ts'

type ChangeState = Change['state']

/** The letter of a change, as git writes it, and its word. */
export const changeMarks: Record<ChangeState, { letter: string; word: string }> = {
  added: { letter: 'A', word: 'added' },
  modified: { letter: 'M', word: 'modified' },
  deleted: { letter: 'D', word: 'deleted' },
}

const languages: Record<string, CodeLanguage> = {
  sql: 'sql',
  yml: 'yaml',
  yaml: 'yaml',
  md: 'markdown',
  ts: 'typescript',
  json: 'json',
  ipynb: 'json',
}

/** The language of a file by the end of its name. */
export function languageOf(path: string): CodeLanguage {
  return languages[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'plain'
}

/** A path as its name and the folder it is in. */
export function splitPath(path: string): { name: string; folder: string } {
  const at = path.lastIndexOf('/')
  return { name: path.slice(at + 1), folder: path.slice(0, Math.max(0, at)) }
}

/** A commit message as its first line and the rest. */
export function splitMessage(message: string): { title: string; body: string } {
  const [title = '', ...rest] = message.trim().split('\n')
  return { title, body: rest.join('\n').trim() }
}

/** How long ago, in the largest unit that says enough: `just now`, `5 min ago`, `3 h ago`, else the day. */
export function ago(at: string, now: number): string {
  const minutes = Math.floor((now - new Date(at).getTime()) / 60_000)
  if (Number.isNaN(minutes)) return at
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = Math.floor(hours / 24)
  return days < 7 ? `${days} d ago` : at.slice(0, 10)
}

/** Lines that were added and taken away, as a diff counts them; null where a side is not text. */
export function lineCounts(before: string, after: string): { added: number; gone: number } {
  const [a, b] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const kept = commonLines(left, right)
  return { added: right.length - kept, gone: left.length - kept }
}

/** Above this many pairs the common lines are counted without their order, which is near enough for a figure. */
const mostPairs = 4_000_000

function commonLines(a: string[], b: string[]): number {
  if (a.length * b.length > mostPairs) {
    const counts = new Map<string, number>()
    for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1)
    return b.filter((line) => {
      const left = counts.get(line) ?? 0
      if (left > 0) counts.set(line, left - 1)
      return left > 0
    }).length
  }
  let row = new Uint32Array(b.length + 1)
  for (const line of a) {
    const next = new Uint32Array(b.length + 1)
    for (let j = 1; j <= b.length; j++) {
      next[j] = line === b[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0)
    }
    row = next
  }
  return row[b.length] ?? 0
}
