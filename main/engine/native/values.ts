import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBitValue,
  DuckDBBlobValue,
  type DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  type DuckDBType,
  DuckDBUnionType,
  DuckDBUnionValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { cellOf } from '#shared/cells.ts'
import { type ColumnValues, columnOf, type DuckType, parseType, type Value } from '#shared/digest/index.ts'
import type { Cell, Column } from '#shared/value.ts'

/**
 * A value of node-api in the one form that cells and digests are made from. The type says the order of a struct's
 * fields, which an object with names such as `2` and `1` does not keep; without it the object's order is taken.
 */
export function nativeValue(value: DuckDBValue, type?: DuckType): Value {
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
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const item = type?.kind === 'LIST' || type?.kind === 'ARRAY' ? type.item : undefined
    return value.items.map((one) => nativeValue(one, item))
  }
  if (value instanceof DuckDBStructValue) return structValue(value, type)
  if (value instanceof DuckDBMapValue) {
    const [key, item] = type?.kind === 'MAP' ? [type.key, type.value] : []
    return value.entries.map((entry) => [nativeValue(entry.key, key), nativeValue(entry.value, item)])
  }
  if (value instanceof DuckDBUnionValue) {
    const member = type?.kind === 'UNION' ? type.fields.find(({ name }) => name === value.tag) : undefined
    return { tag: value.tag, value: nativeValue(value.value, member?.type) }
  }
  throw new Error(`no canonical form for ${value}`)
}

function structValue({ entries }: DuckDBStructValue, type: DuckType | undefined): Value[] {
  if (type?.kind !== 'STRUCT') return Object.values(entries).map((one) => nativeValue(one))
  return type.fields.map((field, index) =>
    nativeValue(entries[field.name || placeName(index)] ?? null, field.type),
  )
}

function uuidBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, value >> 64n)
  view.setBigUint64(8, value & 0xffffffffffffffffn)
  return bytes
}

/** What a field of an unnamed struct, `row(1, 2)`, is called here: its place, from 1. */
const placeName = (index: number): string => String(index + 1)

/**
 * A column of a chunk. node-api keeps a struct's values by the names of its fields: of an unnamed struct, whose names
 * are all empty, only the last would stay. So they are named first, in the type that the column's vectors share.
 */
function valuesOf(chunk: DuckDBDataChunk, index: number): readonly DuckDBValue[] {
  nameFields(chunk.getColumnVector(index).type)
  return chunk.getColumnValues(index)
}

function nameFields(type: DuckDBType): void {
  if (type instanceof DuckDBStructType) {
    const names = type.entryNames as string[]
    for (const [index, name] of names.entries()) if (name === '') names[index] = placeName(index)
    type.entryTypes.forEach(nameFields)
  } else if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) nameFields(type.valueType)
  else if (type instanceof DuckDBMapType) [type.keyType, type.valueType].forEach(nameFields)
  else if (type instanceof DuckDBUnionType) type.memberTypes.forEach(nameFields)
}

/** The columns of a chunk as the result digest takes them. */
export function chunkValues(columns: readonly Column[], chunk: DuckDBDataChunk): ColumnValues[] {
  return columns.map((column, index) => {
    const type = parseType(column.type)
    return columnOf(valuesOf(chunk, index).map((value) => nativeValue(value, type)))
  })
}

/** Collects chunks as cells, column by column. */
export function cellsOf(columns: readonly Column[]): {
  add(chunk: DuckDBDataChunk, most?: number): void
  cells: Cell[][]
  rows(): number
} {
  const types = columns.map(({ type }) => parseType(type))
  const convert = types.map(cellOf)
  const cells: Cell[][] = columns.map(() => [])
  let rows = 0
  return {
    cells,
    rows: () => rows,
    add(chunk, most = chunk.rowCount) {
      const count = Math.min(most, chunk.rowCount)
      for (const [index, toCell] of convert.entries()) {
        const values = valuesOf(chunk, index)
        const column = cells[index]
        for (let row = 0; row < count; row++)
          column?.push(toCell(nativeValue(values[row] ?? null, types[index])))
      }
      rows += count
    },
  }
}
