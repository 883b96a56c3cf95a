import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  INTERVAL,
  LIST,
  listValue,
  MAP,
  mapValue,
  SMALLINT,
  STRUCT,
  structValue,
  TIME,
  TIMESTAMP,
  TIMESTAMP_NS,
  TIMESTAMPTZ,
  TINYINT,
  UBIGINT,
  UINTEGER,
  USMALLINT,
  UTINYINT,
  VARCHAR,
} from '@duckdb/node-api'
import {
  type Data,
  DataType,
  type Decimal,
  type Dictionary,
  type Field,
  type Int,
  type Time,
  type Timestamp,
} from 'apache-arrow'
import { inputError } from '#shared/errors.ts'

/** How a column of Arrow becomes one of DuckDB. */
export interface Conversion {
  type: DuckDBType
  /** The value in a row of a batch's data. */
  read(data: Data, row: number): DuckDBValue
}

/** Throws `HAND_ARROW_TYPE`. */
export function conversionOf(type: DataType): Conversion {
  const { type: duck, read } = conversion(type)
  return { type: duck, read: (data, row) => (data.getValid(row) ? read(data, row) : null) }
}

const raw = (data: Data, row: number): never => (data.values as ArrayLike<unknown>)[row] as never
const from = (type: DuckDBType, read: Conversion['read'] = raw): Conversion => ({ type, read })

function conversion(type: DataType): Conversion {
  if (DataType.isNull(type)) return from(VARCHAR, () => null)
  if (DataType.isBool(type))
    return from(BOOLEAN, (data, row) => (((data.values as Uint8Array)[row >> 3] ?? 0) >> (row & 7)) % 2 === 1)
  if (DataType.isInt(type)) return from(integerType(type))
  if (DataType.isFloat(type)) return floating(type.precision)
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type))
    return from(VARCHAR, (data, row) => text.decode(slice(data, row)))
  if (DataType.isBinary(type) || DataType.isLargeBinary(type))
    return from(BLOB, (data, row) => blobValue(slice(data, row)))
  if (DataType.isFixedSizeBinary(type)) {
    const { byteWidth } = type
    return from(BLOB, (data, row) =>
      blobValue((data.values as Uint8Array).slice(row * byteWidth, (row + 1) * byteWidth)),
    )
  }
  if (DataType.isDecimal(type)) return decimal(type)
  if (DataType.isDate(type)) {
    return type.unit === 0
      ? from(DATE, (data, row) => new DuckDBDateValue(Number(raw(data, row))))
      : from(DATE, (data, row) => new DuckDBDateValue(Math.floor(Number(raw(data, row)) / 86_400_000)))
  }
  if (DataType.isTime(type)) return time(type)
  if (DataType.isTimestamp(type)) return timestamp(type)
  if (DataType.isDuration(type)) {
    const { unit } = type
    return from(INTERVAL, (data, row) => new DuckDBIntervalValue(0, 0, micros(BigInt(raw(data, row)), unit)))
  }
  if (DataType.isDictionary(type)) return dictionary(type)
  return nested(type)
}

const text = new TextDecoder()

/** Bytes of a text or binary; copied, since DuckDB keeps them. */
function slice({ values, valueOffsets }: Data, row: number): Uint8Array {
  const offsets = valueOffsets as unknown as ArrayLike<number | bigint>
  return (values as Uint8Array).slice(Number(offsets[row]), Number(offsets[row + 1]))
}

function integerType({ bitWidth, isSigned }: Int): DuckDBType {
  const signed = { 8: TINYINT, 16: SMALLINT, 32: INTEGER, 64: BIGINT }
  const unsigned = { 8: UTINYINT, 16: USMALLINT, 32: UINTEGER, 64: UBIGINT }
  return (isSigned ? signed : unsigned)[bitWidth]
}

function floating(precision: number): Conversion {
  if (precision === 2) return from(DOUBLE)
  return precision === 1 ? from(FLOAT) : from(FLOAT, (data, row) => half(Number(raw(data, row))))
}

/** A float of 16 bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function decimal({ precision, scale, bitWidth }: Decimal): Conversion {
  if (bitWidth !== 128 || precision > 38 || scale < 0) throw unknown(`decimals of ${precision} digits`)
  return from(DECIMAL(precision, scale), (data, row) => {
    const words = (data.values as Uint32Array).subarray(row * 4, row * 4 + 4)
    const whole = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
    return new DuckDBDecimalValue(BigInt.asIntN(128, whole), precision, scale)
  })
}

/** Microseconds of a count in a unit of Arrow: seconds, milli-, micro-, nanoseconds. */
function micros(value: bigint, unit: number): bigint {
  if (unit === 3) return value / 1000n
  return value * ([1_000_000n, 1000n, 1n][unit] ?? 1n)
}

function time({ unit }: Time): Conversion {
  return from(TIME, (data, row) => new DuckDBTimeValue(micros(BigInt(raw(data, row)), unit)))
}

function timestamp({ unit, timezone }: Timestamp): Conversion {
  if (timezone)
    return from(TIMESTAMPTZ, (data, row) => new DuckDBTimestampTZValue(micros(BigInt(raw(data, row)), unit)))
  if (unit === 3)
    return from(TIMESTAMP_NS, (data, row) => new DuckDBTimestampNanosecondsValue(BigInt(raw(data, row))))
  return from(TIMESTAMP, (data, row) => new DuckDBTimestampValue(micros(BigInt(raw(data, row)), unit)))
}

function dictionary({ dictionary: of }: Dictionary): Conversion {
  const value = conversionOf(of)
  return from(value.type, (data, row) => {
    let index = Number(raw(data, row))
    for (const chunk of data.dictionary?.data ?? []) {
      if (index < chunk.length) return value.read(chunk, index)
      index -= chunk.length
    }
    return null
  })
}

function nested(type: DataType): Conversion {
  const childOf = (data: Data, place = 0): Data => {
    const child = data.children[place]
    if (!child) throw unknown('what is nested')
    return child
  }
  const range = (of: Conversion, data: Data, begin: number, end: number) =>
    Array.from({ length: end - begin }, (_, index) => of.read(data, begin + index))
  const offsets = (data: Data, row: number) =>
    [data.valueOffsets[row] ?? 0, data.valueOffsets[row + 1] ?? 0] as const
  if (DataType.isList(type)) {
    const of = conversionOf(fieldOf(type.children).type)
    return from(LIST(of.type), (data, row) => listValue(range(of, childOf(data), ...offsets(data, row))))
  }
  if (DataType.isFixedSizeList(type)) {
    const { listSize } = type
    const of = conversionOf(fieldOf(type.children).type)
    const read: Conversion['read'] = (data, row) =>
      listValue(range(of, childOf(data), row * listSize, (row + 1) * listSize))
    return from(LIST(of.type), read)
  }
  if (DataType.isStruct(type)) {
    const fields = type.children.map(({ name, type: of }) => ({ name, of: conversionOf(of) }))
    return from(STRUCT(Object.fromEntries(fields.map(({ name, of }) => [name, of.type]))), (data, row) =>
      structValue(
        Object.fromEntries(fields.map(({ name, of }, place) => [name, of.read(childOf(data, place), row)])),
      ),
    )
  }
  if (DataType.isMap(type)) {
    const [key, value] = (fieldOf(type.children).type.children as Field[]).map((field) =>
      conversionOf(field.type),
    )
    if (!key || !value) throw unknown('a map without keys')
    return from(MAP(key.type, value.type), (data, row) => {
      const entries = childOf(data)
      const [begin, end] = offsets(data, row)
      const keys = range(key, childOf(entries, 0), begin, end)
      const values = range(value, childOf(entries, 1), begin, end)
      return mapValue(keys.map((one, index) => ({ key: one, value: values[index] ?? null })))
    })
  }
  throw unknown(String(type))
}

function fieldOf(children: readonly Field[] | undefined): Field {
  const [child] = children ?? []
  if (!child) throw unknown('what is nested')
  return child
}

const unknown = (what: string) =>
  inputError(
    'HAND_ARROW_TYPE',
    `It has a column of a type that is not read here: ${what}. Write that column as text.`,
  )
