import {
  DuckDBArrayValue,
  DuckDBBitValue,
  DuckDBBlobValue,
  type DuckDBDataChunk,
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
import { type ColumnValues, columnOf, parseType, type Value } from '#shared/digest/index.ts'
import type { Cell, Column } from '#shared/value.ts'

/** A value of node-api in the one form that cells and digests are made from. */
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
  if (value instanceof DuckDBUUIDValue) return uuidBytes(value.toUint128())
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

function uuidBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, value >> 64n)
  view.setBigUint64(8, value & 0xffffffffffffffffn)
  return bytes
}

/** The columns of a chunk as the result digest takes them. */
export function chunkValues(columns: readonly Column[], chunk: DuckDBDataChunk): ColumnValues[] {
  return columns.map((_, index) => columnOf(chunk.getColumnValues(index).map(nativeValue)))
}

/** Collects chunks as cells, column by column. */
export function cellsOf(columns: readonly Column[]): {
  add(chunk: DuckDBDataChunk, most?: number): void
  cells: Cell[][]
  rows(): number
} {
  const convert = columns.map(({ type }) => cellOf(parseType(type)))
  const cells: Cell[][] = columns.map(() => [])
  let rows = 0
  return {
    cells,
    rows: () => rows,
    add(chunk, most = chunk.rowCount) {
      const count = Math.min(most, chunk.rowCount)
      for (const [index, toCell] of convert.entries()) {
        const values = chunk.getColumnValues(index)
        const column = cells[index]
        for (let row = 0; row < count; row++) column?.push(toCell(nativeValue(values[row] ?? null)))
      }
      rows += count
    },
  }
}
