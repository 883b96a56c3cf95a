import type { ColumnProfile } from '#shared/format/profile.ts'
import { cellText } from '../../ui/data-grid/index.ts'
import { formatCount } from '../../ui/format.ts'

/** Rows that counts of values are shares of: those that were looked at. */
export const lookedAt = ({ sampled, rows }: Pick<ColumnProfile, 'sampled' | 'rows'>): number =>
  sampled ?? rows

/** A share as it stands beside a bar: `0.2 %`, `<0.1 %`, `100 %`. */
export function shareText(count: number, of: number): string {
  if (of === 0 || count === 0) return '0 %'
  if (count >= of) return '100 %'
  const share = (count / of) * 100
  return share < 0.1 ? '<0.1 %' : share > 99.9 ? '>99.9 %' : `${share.toFixed(1)} %`
}

/** Most characters of a value in a sentence: the whole of it stands in the grid. */
const mostOfValue = 120

/** The one value of a column, as text of one line; null when it has several. */
export function constantOf({ rows, nulls, distinct, top, min, type }: ColumnProfile): string | null {
  const only = top?.[0]?.value ?? min
  if (distinct !== 1 || nulls !== 0 || rows === 0 || only === undefined || only === null) return null
  return typeof only === 'number' ? String(only) : oneLine(cellText(only, type, 3).text)
}

function oneLine(text: string): string {
  const line = text.slice(0, mostOfValue * 4).replace(/\s+/g, ' ')
  return line.length > mostOfValue ? `${line.slice(0, mostOfValue)}…` : line
}

/** True when each row has a value of its own. */
export const isKey = ({ rows, nulls, distinct, about }: ColumnProfile): boolean =>
  !about && rows > 1 && nulls === 0 && distinct === rows

/** How many values differ: `5 distinct`, `about 3,300 distinct`. */
export const distinctText = ({ distinct, about }: ColumnProfile): string =>
  `${about ? 'about ' : ''}${formatCount(distinct)} distinct`

/** What stands out of a column in one line: empty, constant, a key, or how many differ. */
export function profileWords(profile: ColumnProfile): string {
  const { nulls, rows } = profile
  if (rows === 0) return 'no rows'
  if (nulls === rows) return 'all NULL'
  const only = constantOf(profile)
  if (only !== null) return `always ${only}`
  const nullText = nulls === 0 ? 'no NULL' : `${shareText(nulls, rows)} NULL`
  return `${nullText}, ${isKey(profile) ? 'each value once: a key' : distinctText(profile)}`
}
