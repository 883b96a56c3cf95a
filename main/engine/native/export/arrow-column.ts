import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Map_,
  Null,
  Struct,
  TimeMicrosecond,
  TimeNanosecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from 'apache-arrow'
import type { DuckType } from '#shared/digest/index.ts'
import { wideDigits } from './exact-cast.ts'

/**
 * The Arrow type that holds a DuckDB type whole. What Arrow lacks (ENUM's order, BIT, UUID, TIMETZ, INTERVAL, BIGNUM)
 * is text as DuckDB casts it; HUGEINT is a DECIMAL of 38 digits; a UNION is a struct of its tag and members.
 */
export function arrowType(type: DuckType): DataType {
  switch (type.kind) {
    case 'BOOLEAN':
      return new Bool()
    case 'TINYINT':
      return new Int8()
    case 'SMALLINT':
      return new Int16()
    case 'INTEGER':
      return new Int32()
    case 'BIGINT':
      return new Int64()
    case 'UTINYINT':
      return new Uint8()
    case 'USMALLINT':
      return new Uint16()
    case 'UINTEGER':
      return new Uint32()
    case 'UBIGINT':
      return new Uint64()
    case 'FLOAT':
      return new Float32()
    case 'DOUBLE':
      return new Float64()
    case 'DECIMAL':
      return new Decimal(type.scale, type.width, 128)
    case 'HUGEINT':
    case 'UHUGEINT':
      return new Decimal(0, wideDigits, 128)
    case 'BLOB':
      return new Binary()
    case 'DATE':
      return new DateDay()
    case 'TIME':
      return new TimeMicrosecond()
    case 'TIME_NS':
      return new TimeNanosecond()
    case 'TIMESTAMP':
      return new TimestampMicrosecond()
    case 'TIMESTAMP_S':
      return new TimestampSecond()
    case 'TIMESTAMP_MS':
      return new TimestampMillisecond()
    case 'TIMESTAMP_NS':
      return new TimestampNanosecond()
    case 'TIMESTAMP WITH TIME ZONE':
      return new TimestampMicrosecond('UTC')
    case 'NULL':
      return new Null()
    case 'LIST':
      return new List(field('item', type.item))
    case 'ARRAY':
      return new FixedSizeList(type.size, field('item', type.item))
    case 'STRUCT':
      return new Struct(type.fields.map(({ name, type: of }, index) => field(name || String(index + 1), of)))
    case 'MAP': {
      const key = new Field('key', arrowType(type.key), false)
      const entry: { [name: string]: DataType } = {}
      const entries = new Struct<typeof entry>([key, field('value', type.value)])
      return new Map_(new Field('entries', entries as never, false))
    }
    case 'UNION':
      return new Struct([
        new Field('tag', new Utf8(), true),
        ...type.fields.map(({ name, type: of }) => field(name, of)),
      ])
    default:
      return new Utf8()
  }
}

const field = (name: string, type: DuckType): Field => new Field(name, arrowType(type), true)
