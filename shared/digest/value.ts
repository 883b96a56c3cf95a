/**
 * One value in the form that digest and cells are made from, by its DuckDB type:
 *
 * | type | value |
 * | --- | --- |
 * | BOOLEAN | boolean |
 * | integers up to 32 bits, FLOAT, DOUBLE, DATE (days since 1970) | number |
 * | BIGINT, UBIGINT, HUGEINT, UHUGEINT, BIGNUM, DECIMAL (unscaled) | bigint |
 * | TIME (µs), TIME_NS (ns), TIMESTAMP in its own unit since 1970 | bigint |
 * | VARCHAR, JSON, ENUM | string |
 * | BLOB; BIT (as DuckDB stores it: count of padding bits, then the bits); UUID (16 bytes as written) | Uint8Array |
 * | TIME WITH TIME ZONE | TimeTz |
 * | INTERVAL | Interval |
 * | LIST, ARRAY; STRUCT (fields in order) | Value[] |
 * | MAP | Value[] of [key, value] |
 * | UNION | Tagged |
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Interval
  | TimeTz
  | Tagged
  | Value[]

export interface Interval {
  months: number
  days: number
  micros: bigint
}

/** Local time of day in µs and the offset of its zone from UTC in seconds, east positive. */
export interface TimeTz {
  micros: bigint
  offset: number
}

/** A UNION's value: which member holds it. */
export interface Tagged {
  tag: string
  value: Value
}

/** One batch of one column. `value` is always there; `fixed` and `variable` are shortcuts for plain columns. */
export interface ColumnValues {
  readonly length: number
  value(row: number): Value
  /**
   * The values as they stand in memory, little-endian, in exactly the width and form the digest wants
   * (DECIMAL and HUGEINT 16 bytes, BOOLEAN one byte of which the lowest bit counts).
   */
  readonly fixed?: { bytes: Uint8Array; width: number; validity: Validity | null }
  /** Text as UTF-8, blob or bits: value `i` is `bytes[offsets[i]..offsets[i + 1]]`. */
  readonly variable?: { bytes: Uint8Array; offsets: Int32Array; validity: Validity | null }
}

/** Which rows hold a value: bit `offset + row` (lowest bit first) is 1. */
export interface Validity {
  bitmap: Uint8Array
  offset: number
}

/** A column of values that already are in canonical form. */
export function columnOf(values: readonly Value[]): ColumnValues {
  return { length: values.length, value: (row) => values[row] ?? null }
}

export const isValid = (validity: Validity | null, row: number): boolean =>
  validity === null ||
  ((validity.bitmap[(validity.offset + row) >> 3] ?? 0) & (1 << ((validity.offset + row) & 7))) !== 0
