/** An instant of what was typed; a bare day means its end. Null when it is no time. */
export function parseTime(text: string): string | null {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d))?)?\s*(?:Z|UTC)?\s*$/.exec(text)
  if (!match) return null
  const [, day, time, seconds] = match
  const date = new Date(time ? `${day}T${time}:${seconds ?? '00'}Z` : `${day}T23:59:59Z`)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
