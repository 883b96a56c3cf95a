import type { ColumnProfile } from '#shared/contract/engine.ts'
import { cellText } from '../ui/data-grid/index.ts'
import { formatCount } from '../ui/index.ts'

/** What stands out of a column in one line: empty, constant, or how many differ. */
export function profileWords({ nulls, distinct, type, top, min, ...profile }: ColumnProfile): string {
  // Counts are those of the rows that were looked at.
  const rows = profile.sampled ?? profile.rows
  if (rows === 0) return 'no rows'
  if (nulls === rows) return 'all NULL'
  const only = top?.[0]?.value ?? min
  if (distinct === 1 && nulls === 0 && only !== undefined)
    return `always ${typeof only === 'number' ? String(only) : cellText(only, type, 3).text}`
  const share = (nulls / rows) * 100
  const nullText = nulls === 0 ? 'no NULL' : `${share < 0.1 ? '<0.1' : share.toFixed(1)} % NULL`
  return `${nullText}, ${formatCount(Math.min(distinct, rows - nulls))} distinct`
}
