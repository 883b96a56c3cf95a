import { createHash } from 'node:crypto'

/** What sorting and filing need of a ledger line. Text that is no such line sorts first and is kept as it is. */
export interface LineHead {
  key: string
  evaluation: string
  startedAt: string
}

const field = (value: unknown, name: string): string => {
  const found = typeof value === 'object' && value !== null ? Object.entries(value) : []
  const text = found.find(([key]) => key === name)?.[1]
  return typeof text === 'string' ? text : ''
}

export function lineHead(line: string): LineHead {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = null
  }
  return {
    key: field(value, 'key'),
    evaluation: field(value, 'evaluation'),
    startedAt: field(value, 'startedAt'),
  }
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Lines each once, sorted by run key, then by bytes: the order in which a segment holds them. */
export function uniteLines(...sets: readonly (readonly string[])[]): string[] {
  const keyed = [...new Set(sets.flat())].map((line) => ({ line, key: lineHead(line).key }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : byBytes(a.line, b.line)))
  return keyed.map(({ line }) => line)
}

/** A segment: its text, and the SHA-256 of that text, which names it. The same lines give the same name anywhere. */
export function segmentOf(lines: readonly string[]): { name: string; text: string } {
  const text = uniteLines(lines)
    .map((line) => `${line}\n`)
    .join('')
  return { name: `${createHash('sha256').update(text).digest('hex')}.ndjson`, text }
}

/** Lines of a segment's or a journal's text; a last line without its end was cut off by a crash and is left out. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n')
  lines.pop()
  return lines.filter((line) => line !== '')
}

/** Lines by the month (`2026-11`, UTC) in which they began. */
export function byMonth(lines: readonly string[]): Map<string, string[]> {
  const months = new Map<string, string[]>()
  for (const line of lines) {
    const month = /^\d{4}-\d{2}/.exec(lineHead(line).startedAt)?.[0] ?? '0000-00'
    const found = months.get(month)
    if (found) found.push(line)
    else months.set(month, [line])
  }
  return months
}
