import { Data, type DataType, makeData, Uint8 } from 'apache-arrow'
import { cellOf } from '#shared/cells.ts'
import type { DuckType, Tagged, Value } from '#shared/digest/index.ts'
import { arrowType } from './arrow-column.ts'
import { cannotHold } from './cannot-hold.ts'
import { wideDigits } from './exact-cast.ts'

/** Makes an Arrow vector of values. Throws `EXPORT_CANNOT_HOLD`. */
type ToArrow = (values: readonly Value[]) => Data

/**
 * How values of a type become an Arrow vector of `arrowType`; made once a column, used for every batch. `name` is the
 * column's, for a refusal.
 */
export function toArrow(type: DuckType, name: string): ToArrow {
  const of = arrowType(type)
  switch (type.kind) {
    case 'NULL':
      return (values) => new Data(of, 0, values.length, values.length)
    case 'BOOLEAN':
      return (values) => {
        const { nullCount, nullBitmap } = validity(values)
        const buffers = [undefined, bits(values, (value) => value === true), nullBitmap]
        // As bytes: apache-arrow writes no bits at all for a vector of NULLs, which other readers do not accept.
        return dataOf(new Uint8(), values.length, nullCount, buffers, [])
      }
    case 'DECIMAL':
      return (values) => build(of, values, wide(values))
    case 'HUGEINT':
    case 'UHUGEINT':
      return (values) => {
        const most = 10n ** BigInt(wideDigits)
        for (const value of values) {
          if (value === null || ((value as bigint) < most && (value as bigint) > -most)) continue
          throw cannotHold(
            `Column \`${name}\` holds an integer of 39 digits, and Arrow’s hold 38. Cast it to VARCHAR.`,
          )
        }
        return build(of, values, wide(values))
      }
    case 'BLOB':
      return variable(of, (value) => value as Uint8Array)
    case 'LIST': {
      const item = toArrow(type.item, name)
      return (values) => listOf(of, values, item)
    }
    case 'ARRAY': {
      const item = toArrow(type.item, name)
      const empty: Value[] = new Array(type.size).fill(null)
      return (values) => {
        const child = item(values.flatMap((value) => (value === null ? empty : (value as Value[]))))
        return nested(of, values, [child])
      }
    }
    case 'STRUCT': {
      const fields = type.fields.map((field) => toArrow(field.type, name))
      return (values) =>
        nested(
          of,
          values,
          fields.map((field, index) =>
            field(values.map((value) => (value as Value[] | null)?.[index] ?? null)),
          ),
        )
    }
    case 'MAP': {
      const key = toArrow(type.key, name)
      const item = toArrow(type.value, name)
      const entries = arrowEntries(of)
      return (values) =>
        listOf(of, values, (pairs) =>
          nested(entries, pairs, [
            key(pairs.map((pair) => (pair as Value[])[0] ?? null)),
            item(pairs.map((pair) => (pair as Value[])[1] ?? null)),
          ]),
        )
    }
    case 'UNION': {
      const members = type.fields.map((field) => [field.name, toArrow(field.type, name)] as const)
      const tags = toArrow({ kind: 'VARCHAR' }, name)
      return (values) =>
        nested(of, values, [
          tags(values.map((value) => (value as Tagged | null)?.tag ?? null)),
          ...members.map(([tag, member]) =>
            member(
              values.map((value) => {
                const held = value as Tagged | null
                return held?.tag === tag ? held.value : null
              }),
            ),
          ),
        ])
    }
    default:
      return fixed(of, type, name) ?? variable(of, textOf(type))
  }
}

const arrowEntries = (map: DataType): DataType => {
  const [entries] = map.children ?? []
  if (!entries) throw new Error('a map without entries')
  return entries.type
}

const utf8 = new TextEncoder()

function textOf(type: DuckType): (value: Exclude<Value, null>) => Uint8Array {
  const cell = cellOf(type)
  return (value) => utf8.encode(String(cell(value)))
}

type Fixed = { [index: number]: number | bigint }
const arrays: Partial<Record<DuckType['kind'], new (length: number) => Fixed>> = {
  TINYINT: Int8Array,
  SMALLINT: Int16Array,
  INTEGER: Int32Array,
  UTINYINT: Uint8Array,
  USMALLINT: Uint16Array,
  UINTEGER: Uint32Array,
  FLOAT: Float32Array,
  DOUBLE: Float64Array,
  DATE: Int32Array,
  BIGINT: BigInt64Array,
  UBIGINT: BigUint64Array,
  TIME: BigInt64Array,
  TIME_NS: BigInt64Array,
  TIMESTAMP: BigInt64Array,
  TIMESTAMP_S: BigInt64Array,
  TIMESTAMP_MS: BigInt64Array,
  TIMESTAMP_NS: BigInt64Array,
  'TIMESTAMP WITH TIME ZONE': BigInt64Array,
}

/** DuckDB's infinite days and instants, which Arrow would take for one of a far year. */
const infinite = new Set<number | bigint>([2147483647, -2147483647, 2n ** 63n - 1n, 1n - 2n ** 63n])

function fixed(of: DataType, type: DuckType, name: string): ToArrow | null {
  const Values = arrays[type.kind]
  if (!Values) return null
  const isTime = type.kind === 'DATE' || type.kind.startsWith('TIMESTAMP')
  return (values) => {
    const data = new Values(values.length)
    for (const [row, value] of values.entries()) {
      if (value === null) continue
      if (isTime && infinite.has(value as number | bigint)) {
        throw cannotHold(
          `Column \`${name}\` holds an infinite date or time, which Arrow cannot hold. Cast it to VARCHAR, or leave it out.`,
        )
      }
      data[row] = value as number | bigint
    }
    return build(of, values, data as unknown as ArrayBufferView)
  }
}

/** Bits, lowest first. */
function bits(values: readonly Value[], isOne: (value: Value) => boolean): Uint8Array {
  const bytes = new Uint8Array((values.length + 7) >> 3)
  for (const [row, value] of values.entries())
    if (isOne(value)) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7))
  return bytes
}

/** Integers of 128 bits, as Arrow's decimals are: four words of 32, the lowest first. */
function wide(values: readonly Value[]): Uint32Array {
  const words = new BigUint64Array(values.length * 2)
  for (const [row, value] of values.entries()) {
    if (value === null) continue
    words[row * 2] = BigInt.asUintN(64, value as bigint)
    words[row * 2 + 1] = BigInt.asUintN(64, (value as bigint) >> 64n)
  }
  return new Uint32Array(words.buffer)
}

function validity(values: readonly Value[]): { nullCount: number; nullBitmap: Uint8Array | null } {
  const nullCount = values.reduce<number>((count, value) => count + (value === null ? 1 : 0), 0)
  return { nullCount, nullBitmap: nullCount === 0 ? null : bits(values, (value) => value !== null) }
}

function build(type: DataType, values: readonly Value[], data: ArrayBufferView): Data {
  return makeData({ type, length: values.length, ...validity(values), data } as never)
}

function nested(type: DataType, values: readonly Value[], children: Data[]): Data {
  const { nullCount, nullBitmap } = validity(values)
  return dataOf(type, values.length, nullCount, [undefined, undefined, nullBitmap], children)
}

function listOf(type: DataType, values: readonly Value[], item: ToArrow): Data {
  const offsets = new Int32Array(values.length + 1)
  const items: Value[] = []
  for (const [row, value] of values.entries()) {
    for (const one of (value as Value[] | null) ?? []) items.push(one)
    offsets[row + 1] = items.length
  }
  const { nullCount, nullBitmap } = validity(values)
  return dataOf(type, values.length, nullCount, [offsets, undefined, nullBitmap], [item(items)])
}

/** A vector by its parts: offsets, values and which are there. */
function dataOf(
  type: DataType,
  length: number,
  nullCount: number,
  buffers: (ArrayBufferView | null | undefined)[],
  children: Data[],
): Data {
  return new Data(type, 0, length, nullCount, buffers.map((one) => one ?? undefined) as never, children)
}

function variable(type: DataType, bytesOf: (value: Exclude<Value, null>) => Uint8Array): ToArrow {
  return (values) => {
    const parts = values.map((value) => (value === null ? new Uint8Array() : bytesOf(value)))
    const valueOffsets = new Int32Array(values.length + 1)
    for (const [row, part] of parts.entries()) valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + part.length
    const data = Buffer.concat(parts)
    return makeData({ type, length: values.length, ...validity(values), valueOffsets, data } as never)
  }
}
