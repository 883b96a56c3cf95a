import type { Data } from 'apache-arrow'
import { cellOf } from './cells.ts'
import {
  type ColumnValues,
  type DuckType,
  type Interval,
  isValid,
  parseType,
  type TimeTz,
  type Validity,
  type Value,
} from './digest/index.ts'
import { AppError } from './errors.ts'
import { quoteIdent } from './sql/names.ts'
import type { Cell, Column } from './value.ts'

/*
 * Arrow vectors as duckdb-wasm 1.32.0 delivers them. Not with its `arrowLosslessConversion`: there a BOOLEAN says
 * that it is bytes and is bits. Without it a TIMETZ loses its offset, and either way an INTERVAL of 292 years or
 * more of time overflows, so these two are asked for as text (`deliveredList`).
 */

const asText = new Set(['TIME WITH TIME ZONE', 'INTERVAL'])

/** The select list that delivers every column whole. */
export function deliveredList(columns: readonly Column[]): string {
  return columns
    .map(({ name, type }) => {
      const quoted = quoteIdent(name)
      return asText.has(type) ? `${quoted}::VARCHAR AS ${quoted}` : quoted
    })
    .join(', ')
}

/**
 * One column of a batch as values. What a vector means is decided by DuckDB's type, since Arrow's does not say it
 * all; batches are never sliced. Throws `TYPE_NOT_DELIVERED`.
 */
export function arrowColumn(type: DuckType, data: Data): ColumnValues {
  const read = reader(type, data)
  const validity = validityOf(data)
  const column = { length: data.length, value: (row: number) => read(row) }
  const fixed = fixedOf(type, data)
  if (fixed) return { ...column, fixed: { ...fixed, validity } }
  if (variableKinds.has(type.kind) && data.valueOffsets instanceof Int32Array) {
    return { ...column, variable: { bytes: bytesOf(data.values), offsets: data.valueOffsets, validity } }
  }
  return column
}

/** A batch as columns of values; `columns` as DESCRIBE says them. */
export function arrowBatch(columns: readonly Column[], batch: { data: Data }): ColumnValues[] {
  if (batch.data.length === 0) return columns.map(() => ({ length: 0, value: () => null }))
  return columns.map((column, index) => arrowColumn(parseType(column.type), childOf(batch.data, index)))
}

/** Rows `from` to `to` of a batch as cells, column by column. */
export function arrowCells(
  columns: readonly Column[],
  batch: { data: Data },
  from = 0,
  to = batch.data.length,
): Cell[][] {
  // A batch without rows comes without the children of what is nested.
  if (batch.data.length === 0) return columns.map(() => [])
  return columns.map((column, index) => {
    const type = parseType(column.type)
    const read = reader(type, childOf(batch.data, index))
    const cell = cellOf(type)
    return Array.from({ length: Math.max(0, to - from) }, (_, row) => cell(read(from + row)))
  })
}

/** The columns that a batch of DESCRIBE's result names. */
export function describedColumns(batch: { data: Data }): Column[] {
  const text = { name: '', type: 'VARCHAR' }
  const [names = [], types = []] = arrowCells([text, text], batch)
  return names.map((name, row) => ({ name: String(name), type: String(types[row]) }))
}

type Read = (row: number) => Value

const variableKinds = new Set<string>(['VARCHAR', 'JSON', 'BLOB', 'BIT'])

const fixedWidths: Record<string, number> = {
  TINYINT: 1,
  UTINYINT: 1,
  SMALLINT: 2,
  USMALLINT: 2,
  INTEGER: 4,
  UINTEGER: 4,
  FLOAT: 4,
  DATE: 4,
  BIGINT: 8,
  UBIGINT: 8,
  DOUBLE: 8,
  TIME: 8,
  TIMESTAMP: 8,
  TIMESTAMP_S: 8,
  TIMESTAMP_MS: 8,
  TIMESTAMP_NS: 8,
  'TIMESTAMP WITH TIME ZONE': 8,
  DECIMAL: 16,
  HUGEINT: 16,
  UHUGEINT: 16,
}

function fixedOf(type: DuckType, data: Data): { bytes: Uint8Array; width: number } | null {
  if (!ArrayBuffer.isView(data.values)) return null
  if (type.kind === 'BOOLEAN') return { bytes: spreadBits(bytesOf(data.values), data.length), width: 1 }
  const width = fixedWidths[type.kind]
  return width === undefined ? null : { bytes: bytesOf(data.values), width }
}

function spreadBits(bitmap: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let row = 0; row < length; row++) bytes[row] = ((bitmap[row >> 3] ?? 0) >> (row & 7)) & 1
  return bytes
}

const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

function validityOf(data: Data): Validity | null {
  const bitmap = data.nullBitmap
  return bitmap && bitmap.length > 0 && data.nullCount !== 0 ? { bitmap, offset: data.offset } : null
}

function childOf(data: Data, index: number): Data {
  const child = data.children[index]
  if (!child) throw new Error(`an Arrow batch of ${data.children.length} columns, column ${index} asked for`)
  return child
}

/** How one value is read; NULL is told by the bitmap. */
function reader(type: DuckType, data: Data): Read {
  const read = bodyReader(type, data)
  const validity = validityOf(data)
  if (validity === null) return read
  return (row) => (isValid(validity, row) ? read(row) : null)
}

const utf8 = new TextDecoder()

function bodyReader(type: DuckType, data: Data): Read {
  const values = data.values
  switch (type.kind) {
    case 'BOOLEAN': {
      const bits = { bitmap: bytesOf(values), offset: 0 }
      return (row) => isValid(bits, row)
    }
    case 'TINYINT':
    case 'UTINYINT':
    case 'SMALLINT':
    case 'USMALLINT':
    case 'INTEGER':
    case 'UINTEGER':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DATE':
    case 'BIGINT':
    case 'UBIGINT':
    case 'TIME':
    case 'TIME_NS':
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMP WITH TIME ZONE':
      return (row) => values[row]
    case 'DECIMAL':
    case 'HUGEINT':
    case 'UHUGEINT':
      return wideInteger(bytesOf(values), type.kind !== 'UHUGEINT')
    case 'TIME WITH TIME ZONE': {
      if (!data.valueOffsets) throw notDelivered(type)
      const slice = slices(data)
      return (row) => parseTimeTz(utf8.decode(slice(row)))
    }
    case 'UUID': {
      const slice = slices(data)
      return (row) => uuidBytes(utf8.decode(slice(row)))
    }
    case 'INTERVAL': {
      if (data.valueOffsets) {
        const slice = slices(data)
        return (row) => parseInterval(utf8.decode(slice(row)))
      }
      // Inside of a nested value. Months, days, nanoseconds; apache-arrow's own accessor takes a stride that does not fit it.
      const view = viewOf(values)
      return (row) => ({
        months: view.getInt32(row * 16, true),
        days: view.getInt32(row * 16 + 4, true),
        micros: view.getBigInt64(row * 16 + 8, true) / 1000n,
      })
    }
    case 'VARCHAR':
    case 'JSON': {
      const slice = slices(data)
      return (row) => utf8.decode(slice(row))
    }
    case 'BLOB':
    case 'BIT':
      return slices(data)
    case 'BIGNUM': {
      const slice = slices(data)
      return (row) => bignum(slice(row))
    }
    case 'ENUM':
      return (row) => type.values[Number(values[row])] ?? null
    case 'LIST': {
      const offsets = data.valueOffsets
      const item = reader(type.item, childOf(data, 0))
      return (row) => range(offsets[row] ?? 0, offsets[row + 1] ?? 0, item)
    }
    case 'ARRAY': {
      const item = reader(type.item, childOf(data, 0))
      return (row) => range(row * type.size, (row + 1) * type.size, item)
    }
    case 'STRUCT': {
      const fields = type.fields.map((field, index) => reader(field.type, childOf(data, index)))
      return (row) => fields.map((field) => field(row))
    }
    case 'MAP': {
      const offsets = data.valueOffsets
      const entries = childOf(data, 0)
      const key = reader(type.key, childOf(entries, 0))
      const value = reader(type.value, childOf(entries, 1))
      return (row) => range(offsets[row] ?? 0, offsets[row + 1] ?? 0, (entry) => [key(entry), value(entry)])
    }
    case 'UNION': {
      const members = type.fields.map((field, index) => reader(field.type, childOf(data, index)))
      // Sparse: each member has a row for every row.
      return (row) => {
        const tag = data.typeIds[row] ?? 0
        // A union has no bitmap: a NULL comes as the first member that is NULL.
        return { tag: type.fields[tag]?.name ?? '', value: members[tag]?.(row) ?? null }
      }
    }
    case 'NULL':
      return () => null
    case 'OTHER':
      return otherReader(data)
  }
}

/** A type known by name only: text where Arrow says text, else bytes. */
function otherReader(data: Data): Read {
  if (!(data.valueOffsets instanceof Int32Array)) return (row) => data.values?.[row] ?? null
  const slice = slices(data)
  return String(data.type) === 'Utf8' ? (row) => utf8.decode(slice(row)) : slice
}

function notDelivered(type: { kind: string }): AppError {
  return new AppError({
    code: 'TYPE_NOT_DELIVERED',
    kind: 'input',
    message: `The wasm engine does not deliver ${type.kind} inside of a nested value. Cast it to VARCHAR, or use the native engine.`,
  })
}

/** `12:34:56.5+02`, `01:02:03-03:30:15` */
function parseTimeTz(text: string): TimeTz {
  const match = /^(\d+):(\d+):(\d+)(?:\.(\d+))?([+-])(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text)
  const part = (index: number): number => Number(match?.[index] ?? 0)
  const micros = (part(1) * 3600 + part(2) * 60 + part(3)) * 1e6 + Number((match?.[4] ?? '').padEnd(6, '0'))
  const size = part(6) * 3600 + part(7) * 60 + part(8)
  return { micros: BigInt(micros), offset: match?.[5] === '-' ? -size : size }
}

/** `1 year 2 months -3 days -04:05:06.789`; each part may be missing. */
function parseInterval(text: string): Interval {
  const count = (unit: string): number => Number(new RegExp(`(-?\\d+) ${unit}`).exec(text)?.[1] ?? 0)
  const time = /(-?)(\d+):(\d+):(\d+)(?:\.(\d+))?$/.exec(text)
  const part = (index: number): bigint => BigInt(time?.[index] ?? 0)
  const fraction = BigInt((time?.[5] ?? '').padEnd(6, '0'))
  const micros = (part(2) * 3600n + part(3) * 60n + part(4)) * 1_000_000n + fraction
  return {
    months: count('year') * 12 + count('month'),
    days: count('day'),
    micros: time?.[1] === '-' ? -micros : micros,
  }
}

function uuidBytes(text: string): Uint8Array {
  const digits = text.replaceAll('-', '')
  return Uint8Array.from({ length: 16 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  )
}

function slices(data: Data): (row: number) => Uint8Array {
  const bytes = bytesOf(data.values)
  const offsets = data.valueOffsets
  return (row) => bytes.subarray(offsets[row] ?? 0, offsets[row + 1] ?? 0)
}

const viewOf = (values: ArrayBufferView): DataView =>
  new DataView(values.buffer, values.byteOffset, values.byteLength)

function wideInteger(bytes: Uint8Array, signed: boolean): Read {
  const view = viewOf(bytes)
  return (row) => {
    const high = signed ? view.getBigInt64(row * 16 + 8, true) : view.getBigUint64(row * 16 + 8, true)
    return (high << 64n) | view.getBigUint64(row * 16, true)
  }
}

function range(from: number, to: number, item: (index: number) => Value): Value[] {
  const items: Value[] = []
  for (let index = from; index < to; index++) items.push(item(index))
  return items
}

/** DuckDB's BIGNUM: three bytes of sign and length, then the magnitude; all bits flipped when negative. */
function bignum(bytes: Uint8Array): bigint {
  const negative = ((bytes[0] ?? 0) & 0x80) === 0
  let value = 0n
  for (const byte of bytes.subarray(3)) value = (value << 8n) | BigInt(negative ? byte ^ 0xff : byte)
  return negative ? -value : value
}
