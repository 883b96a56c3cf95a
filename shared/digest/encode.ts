import { AppError } from '../errors.ts'
import type { DuckType } from './types.ts'
import { type ColumnValues, type Interval, isValid, type Tagged, type TimeTz, type Value } from './value.ts'

/** Bytes that grow; `flush` hands over what was written and starts anew. */
export interface Writer {
  bytes: Uint8Array
  view: DataView
  at: number
}

export function createWriter(size: number): Writer {
  const bytes = new Uint8Array(size)
  return { bytes, view: new DataView(bytes.buffer), at: 0 }
}

function reserve(writer: Writer, count: number): void {
  const needed = writer.at + count
  if (needed <= writer.bytes.length) return
  const bytes = new Uint8Array(Math.max(needed, writer.bytes.length * 2))
  bytes.set(writer.bytes.subarray(0, writer.at))
  writer.bytes = bytes
  writer.view = new DataView(bytes.buffer)
}

/** Appends a value's bytes: 0 for NULL, else 1 and the value in its type's form. */
export type Encoder = (writer: Writer, value: Value) => void

/** The byte table of the result digest. Changing a line of it is a new version of the ledger's format. */
export function encoderOf(type: DuckType): Encoder {
  const encode = bodyEncoder(type)
  return (writer, value) => {
    reserve(writer, 64)
    if (value === null) {
      writer.bytes[writer.at++] = 0
      return
    }
    writer.bytes[writer.at++] = 1
    encode(writer, value)
  }
}

const nan32 = 0x7fc00000
const nan64 = 0x7ff8000000000000n

function bodyEncoder(type: DuckType): Encoder {
  switch (type.kind) {
    case 'BOOLEAN':
      return (writer, value) => {
        writer.bytes[writer.at++] = value ? 1 : 0
      }
    case 'TINYINT':
    case 'UTINYINT':
      return (writer, value) => {
        writer.bytes[writer.at++] = (value as number) & 0xff
      }
    case 'SMALLINT':
    case 'USMALLINT':
      return (writer, value) => {
        writer.view.setUint16(writer.at, (value as number) & 0xffff, true)
        writer.at += 2
      }
    case 'INTEGER':
    case 'UINTEGER':
    case 'DATE':
      return (writer, value) => int32(writer, value as number)
    case 'BIGINT':
    case 'UBIGINT':
    case 'TIME':
    case 'TIME_NS':
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMP WITH TIME ZONE':
      return (writer, value) => int64(writer, value as bigint)
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'DECIMAL':
      return (writer, value) => int128(writer, value as bigint)
    case 'FLOAT':
      return (writer, value) => {
        if (Number.isNaN(value as number)) writer.view.setUint32(writer.at, nan32, true)
        else writer.view.setFloat32(writer.at, value as number, true)
        writer.at += 4
      }
    case 'DOUBLE':
      return (writer, value) => {
        if (Number.isNaN(value as number)) writer.view.setBigUint64(writer.at, nan64, true)
        else writer.view.setFloat64(writer.at, value as number, true)
        writer.at += 8
      }
    case 'VARCHAR':
    case 'JSON':
    case 'ENUM':
      return (writer, value) => text(writer, value as string)
    // As digits: its own form has no fixed width and no reader outside DuckDB.
    case 'BIGNUM':
      return (writer, value) => text(writer, (value as bigint).toString())
    case 'BLOB':
    case 'BIT':
      return (writer, value) => {
        const bytes = value as Uint8Array
        int32(writer, bytes.length)
        raw(writer, bytes)
      }
    case 'UUID':
      return (writer, value) => raw(writer, value as Uint8Array)
    case 'TIME WITH TIME ZONE':
      return (writer, value) => int64(writer, timeTzBits(value as TimeTz))
    case 'INTERVAL':
      return (writer, value) => {
        const { months, days, micros } = value as Interval
        int32(writer, months)
        int32(writer, days)
        int64(writer, micros)
      }
    case 'LIST':
    case 'ARRAY':
      return listEncoder(encoderOf(type.item))
    case 'STRUCT': {
      const fields = type.fields.map((field) => encoderOf(field.type))
      return (writer, value) => {
        for (const [index, encode] of fields.entries()) encode(writer, (value as Value[])[index] ?? null)
      }
    }
    case 'MAP': {
      const key = encoderOf(type.key)
      const item = encoderOf(type.value)
      return (writer, value) => {
        const entries = value as Value[][]
        int32(writer, entries.length)
        for (const [entryKey, entryValue] of entries) {
          key(writer, entryKey ?? null)
          item(writer, entryValue ?? null)
        }
      }
    }
    case 'UNION': {
      const members = new Map(type.fields.map((field) => [field.name, encoderOf(field.type)]))
      return (writer, value) => {
        const { tag, value: held } = value as Tagged
        text(writer, tag)
        members.get(tag)?.(writer, held)
      }
    }
    case 'NULL':
      return () => undefined
    case 'OTHER':
      throw new AppError({
        code: 'DIGEST_TYPE_UNKNOWN',
        kind: 'input',
        message: `A column of type ${type.name} has no digest. Cast it to VARCHAR or another plain type.`,
        details: { type: type.name },
      })
  }
}

function listEncoder(item: Encoder): Encoder {
  return (writer, value) => {
    const items = value as Value[]
    int32(writer, items.length)
    for (const each of items) item(writer, each)
  }
}

/** DuckDB's own 64 bits of a TIMETZ: µs of the day above, and below them 15:59:59 less the offset. */
const timeTzBits = ({ micros, offset }: TimeTz): bigint => (micros << 24n) | BigInt(57_599 - offset)

function int32(writer: Writer, value: number): void {
  reserve(writer, 16)
  writer.view.setInt32(writer.at, value, true)
  writer.at += 4
}

function int64(writer: Writer, value: bigint): void {
  reserve(writer, 16)
  writer.view.setBigInt64(writer.at, BigInt.asIntN(64, value), true)
  writer.at += 8
}

function int128(writer: Writer, value: bigint): void {
  int64(writer, value)
  int64(writer, value >> 64n)
}

const utf8 = new TextEncoder()

function text(writer: Writer, value: string): void {
  const start = writer.at
  reserve(writer, 4 + value.length * 3)
  const { written } = utf8.encodeInto(value, writer.bytes.subarray(start + 4))
  writer.view.setUint32(start, written, true)
  writer.at = start + 4 + written
}

function raw(writer: Writer, bytes: Uint8Array): void {
  reserve(writer, bytes.length)
  writer.bytes.set(bytes, writer.at)
  writer.at += bytes.length
}

/** Appends plain memory of a whole batch: the same bytes as `encoderOf` gives, without a value a row. */
export function encodeFixed(
  type: DuckType,
  fixed: NonNullable<ColumnValues['fixed']>,
  from: number,
  to: number,
  writer: Writer,
): void {
  const { bytes, width, validity } = fixed
  reserve(writer, (to - from) * (width + 1))
  const target = writer.bytes
  const boolean = type.kind === 'BOOLEAN'
  const nan = type.kind === 'DOUBLE' ? isNan64 : type.kind === 'FLOAT' ? isNan32 : null
  let at = writer.at
  for (let row = from; row < to; row++) {
    if (validity !== null && !isValid(validity, row)) {
      target[at++] = 0
      continue
    }
    target[at++] = 1
    const start = row * width
    if (boolean) target[at] = (bytes[start] ?? 0) & 1
    else if (nan?.(bytes, start)) putNan(target, at, width)
    else for (let index = 0; index < width; index++) target[at + index] = bytes[start + index] as number
    at += width
  }
  writer.at = at
}

/** Exponent all ones and a fraction: the payload and sign of a NaN differ between machines. */
function isNan64(bytes: Uint8Array, at: number): boolean {
  if (((bytes[at + 7] as number) & 0x7f) !== 0x7f || (bytes[at + 6] as number) < 0xf0) return false
  if (((bytes[at + 6] as number) & 0x0f) !== 0) return true
  for (let index = 0; index < 6; index++) if (bytes[at + index] !== 0) return true
  return false
}

function isNan32(bytes: Uint8Array, at: number): boolean {
  if (((bytes[at + 3] as number) & 0x7f) !== 0x7f || (bytes[at + 2] as number) < 0x80) return false
  return ((bytes[at + 2] as number) & 0x7f) !== 0 || bytes[at + 1] !== 0 || bytes[at] !== 0
}

function putNan(target: Uint8Array, at: number, width: number): void {
  target.fill(0, at, at + width)
  target[at + width - 1] = 0x7f
  target[at + width - 2] = width === 4 ? 0xc0 : 0xf8
}

/** Appends text, blob or bits of a batch from their own memory. */
export function encodeVariable(
  variable: NonNullable<ColumnValues['variable']>,
  from: number,
  to: number,
  writer: Writer,
): void {
  const { bytes, offsets, validity } = variable
  for (let row = from; row < to; row++) {
    reserve(writer, 16)
    if (validity !== null && !isValid(validity, row)) {
      writer.bytes[writer.at++] = 0
      continue
    }
    writer.bytes[writer.at++] = 1
    const start = offsets[row] ?? 0
    const end = offsets[row + 1] ?? start
    int32(writer, end - start)
    raw(writer, bytes.subarray(start, end))
  }
}
