/** What a number in a cell means. */
export type NumberKind = 'number' | 'date' | 'time'

/** Formats that every Excel knows by number; the others stand in the file. */
const dates = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58])
const times = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 47])

/** The kind that a number format gives: a date where it has a day, month or year; lengths of time stay numbers. */
export function formatKind(id: number, code: string | undefined): NumberKind {
  if (code === undefined) return dates.has(id) ? 'date' : times.has(id) ? 'time' : 'number'
  const [first = ''] = code.split(';')
  if (/\[(h+|m+|s+)\]/i.test(first)) return 'number'
  const bare = first
    .replace(/"[^"]*"/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/General|E[+-]/gi, '')
  if (/[yd]/i.test(bare)) return 'date'
  if (/[hs]/i.test(bare)) return 'time'
  return /m/i.test(bare) ? 'date' : 'number'
}

const dayMs = 86_400_000
const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)

/** The instant that a serial number of Excel means, in ms; null where no calendar has it. */
export function serialInstant(serial: number, from1904: boolean): number | null {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_466) return null
  // Excel believes that 1900 was a leap year: before its 29 February days are counted one further.
  const days = !from1904 && serial < 60 ? serial + 1 : serial
  return (from1904 ? epoch1904 : epoch1900) + Math.round(days * dayMs)
}
