import { isInteger } from '#shared/digest/index.ts'
import { quoteText } from '#shared/sql/index.ts'

/** How one field's value is made of what the object holds. Both parts are SQL over `source`. */
export interface FieldCheck {
  /** The value in the field's type, NULL where it cannot be. */
  value: string
  /**
   * True for a value (not NULL) that the field's type does not hold exactly: `1.5` is no INTEGER, 31 September no DATE.
   * Null when that cannot be. `value` is to be had under the name given as `made`.
   */
  broken: ((made: string) => string) | null
}

const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/
const nested = /^(STRUCT|MAP)\(|\]$/

const isNull = (made: string) => `${made} IS NULL`

/** A field made of text: what a CSV has, and what a JSON value reads as. */
export function fromText(text: string, type: string): FieldCheck {
  if (type === 'VARCHAR') return { value: text, broken: null }
  if (type === 'BLOB') return { value: `encode(${text})`, broken: null }
  if (nested.test(type)) return { value: `TRY(CAST(CAST(${text} AS JSON) AS ${type}))`, broken: isNull }
  const value = `TRY_CAST(${text} AS ${type})`
  const unlessPlain = (plain: string) => (made: string) =>
    `(${made} IS NULL OR (NOT regexp_full_match(${text}, ${quoteText(plain)}) AND TRY_CAST(${text} AS DOUBLE) IS DISTINCT FROM CAST(${made} AS DOUBLE)))`
  if (isInteger(type)) return { value, broken: unlessPlain(String.raw`\s*[+-]?[0-9]+\s*`) }
  const [, , scale] = decimal.exec(type) ?? []
  if (scale !== undefined) {
    return { value, broken: unlessPlain(String.raw`\s*[+-]?[0-9]*(\.[0-9]{0,${scale}}0*)?\s*`) }
  }
  if (type === 'DATE' || type === 'TIMESTAMP_S' || type === 'TIMESTAMP_MS') {
    const broken = (made: string) =>
      `(${made} IS NULL OR (length(${text}) > 10 AND TRY_CAST(${text} AS TIMESTAMP) IS DISTINCT FROM CAST(${made} AS TIMESTAMP)))`
    return { value, broken }
  }
  return { value, broken: isNull }
}

/** A field made of a typed column: a Parquet file's. */
export function fromTyped(column: string, from: string, type: string): FieldCheck {
  if (from === type || (from === 'TIMESTAMP WITH TIME ZONE' && type === 'TIMESTAMPTZ')) {
    return { value: column, broken: null }
  }
  if (type === 'VARCHAR') {
    if (from === 'BLOB') return { value: `TRY(decode(${column}))`, broken: isNull }
    if (nested.test(from)) return { value: `CAST(to_json(${column}) AS VARCHAR)`, broken: null }
    return { value: `CAST(${column} AS VARCHAR)`, broken: null }
  }
  if (from === 'VARCHAR' || from === 'JSON') return fromText(column, type)
  if (nested.test(type)) return { value: `TRY(CAST(${column} AS ${type}))`, broken: isNull }
  const value = `TRY_CAST(${column} AS ${type})`
  const exact = isInteger(type) && isInteger(from)
  const rounded = type === 'FLOAT' && from === 'DOUBLE'
  if (exact || rounded) return { value, broken: isNull }
  return { value, broken: (made) => `TRY_CAST(${made} AS ${from}) IS DISTINCT FROM ${column}` }
}

/** Where a value of this kind can never become one of the field's type. */
export const neverFits: FieldCheck = { value: 'NULL', broken: () => 'true' }
