import type { Cell } from '#shared/value.ts'

const smallNumber =
  /^(U?(TINYINT|SMALLINT)|U?INTEGER|U?INT[124]?|SHORT|SIGNED|DOUBLE|FLOAT|REAL|FLOAT[48]|DOUBLE PRECISION)$/i
const truth = /^(BOOL|BOOLEAN|LOGICAL)$/i

/**
 * A parameter's value in the one form that is hashed, whether a file or the command line gave it: `3` and `'3'` of an
 * INTEGER are the same run. Numbers that JSON could round (BIGINT, DECIMAL) and everything else are text.
 */
export function canonicalParam(value: Cell, type: string): Cell {
  const name = type.trim()
  if (typeof value === 'string') {
    if (smallNumber.test(name) && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
    if (truth.test(name) && (value === 'true' || value === 'false')) return value === 'true'
    return value
  }
  if (typeof value === 'number' && !smallNumber.test(name)) return String(value)
  if (typeof value === 'boolean' && !truth.test(name)) return String(value)
  return value
}
