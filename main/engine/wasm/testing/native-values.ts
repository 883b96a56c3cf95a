import {
  DuckDBArrayValue,
  DuckDBBitValue,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  DuckDBUnionValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { cellOf } from '#shared/cells.ts'
import { columnOf, parseType, resultDigest, type Value } from '#shared/digest/index.ts'
import type { Cell, Column } from '#shared/value.ts'

/** The second opinion of the tests: what node-api delivers, in the canonical form. */
export function nativeValue(value: DuckDBValue): Value {
  if (value === null || typeof value !== 'object') return value as Value
  if (value instanceof DuckDBDecimalValue) return value.value
  if (value instanceof DuckDBDateValue) return value.days
  if (value instanceof DuckDBTimeTZValue) return { micros: value.micros, offset: value.offset }
  if (value instanceof DuckDBTimeValue) return value.micros
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis
  if (value instanceof DuckDBTimestampNanosecondsValue) return value.nanos
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros
  if (value instanceof DuckDBIntervalValue) {
    return { months: value.months, days: value.days, micros: value.micros }
  }
  if (value instanceof DuckDBUUIDValue) return bytesOf(value.toUint128())
  if (value instanceof DuckDBBlobValue) return value.bytes
  if (value instanceof DuckDBBitValue) return value.data
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue)
    return value.items.map(nativeValue)
  if (value instanceof DuckDBStructValue) return Object.values(value.entries).map(nativeValue)
  if (value instanceof DuckDBMapValue) {
    return value.entries.map((entry) => [nativeValue(entry.key), nativeValue(entry.value)])
  }
  if (value instanceof DuckDBUnionValue) return { tag: value.tag, value: nativeValue(value.value) }
  throw new Error(`no canonical form for ${value}`)
}

function bytesOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, value >> 64n)
  view.setBigUint64(8, value & 0xffffffffffffffffn)
  return bytes
}

/** Columns, cells column by column, and digest of a query on native. */
export async function nativeAnswer(
  connection: DuckDBConnection,
  sql: string,
): Promise<{ columns: Column[]; cells: Cell[][]; digest: string }> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`)
  const described = await connection.runAndReadAll('DESCRIBE answer')
  const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
  const read = await connection.runAndReadAll('SELECT * FROM answer')
  const delivered = read.getColumns()
  const values = columns.map((_, index) => (delivered[index] ?? []).map(nativeValue))
  const digest = resultDigest(columns)
  digest.add(values.map(columnOf))
  return {
    columns,
    cells: columns.map((column, index) => (values[index] ?? []).map(cellOf(parseType(column.type)))),
    digest: digest.hex(),
  }
}
