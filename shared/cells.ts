import { dateText, intervalText, timestampText, timeText, timeTzText } from './cells-time.ts'
import type { DuckType, Interval, Tagged, TimeTz, Value } from './digest/index.ts'
import type { Cell } from './value.ts'

/** A value of a type as a cell: the form of `shared/value.ts`. */
export type ToCell = (value: Value) => Cell

/** How values of a type become cells; made once a column, used for every row. */
export function cellOf(type: DuckType): ToCell {
  const cell = bodyOf(type)
  return (value) => (value === null ? null : cell(value))
}

function bodyOf(type: DuckType): (value: Exclude<Value, null>) => Cell {
  switch (type.kind) {
    case 'BOOLEAN':
      return (value) => Boolean(value)
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
      return (value) => Number(value)
    case 'FLOAT':
      return (value) => floatCell(value as number, shortest32)
    case 'DOUBLE':
      return (value) => floatCell(value as number, (exact) => exact)
    case 'BIGINT':
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
      return String
    case 'DECIMAL':
      return (value) => decimalText(value as bigint, type.scale)
    case 'VARCHAR':
    case 'JSON':
    case 'ENUM':
      return (value) => value as string
    case 'BLOB':
      return (value) => hex(value as Uint8Array)
    case 'BIT':
      return (value) => bitText(value as Uint8Array)
    case 'UUID':
      return (value) => uuidText(value as Uint8Array)
    case 'DATE':
      return (value) => dateText(value as number)
    case 'TIME':
      return (value) => timeText(value as bigint, 6)
    case 'TIME_NS':
      return (value) => timeText(value as bigint, 9)
    case 'TIME WITH TIME ZONE':
      return (value) => timeTzText(value as TimeTz)
    case 'TIMESTAMP':
      return (value) => timestampText(value as bigint, 6)
    case 'TIMESTAMP_S':
      return (value) => timestampText(value as bigint, 0)
    case 'TIMESTAMP_MS':
      return (value) => timestampText(value as bigint, 3)
    case 'TIMESTAMP_NS':
      return (value) => timestampText(value as bigint, 9)
    // Every engine runs at TimeZone UTC.
    case 'TIMESTAMP WITH TIME ZONE':
      return (value) => timestampText(value as bigint, 6, '+00')
    case 'INTERVAL':
      return (value) => intervalText(value as Interval)
    case 'LIST':
    case 'ARRAY': {
      const item = cellOf(type.item)
      return (value) => (value as Value[]).map(item)
    }
    case 'STRUCT': {
      // An unnamed struct's fields are named by their place, from 1.
      const fields = type.fields.map(
        (field, index) => [field.name || String(index + 1), cellOf(field.type)] as const,
      )
      return (value) =>
        Object.fromEntries(
          fields.map(([name, cell], index) => [name, cell((value as Value[])[index] ?? null)]),
        )
    }
    case 'MAP': {
      const key = cellOf(type.key)
      const item = cellOf(type.value)
      return (value) => (value as Value[][]).map((entry) => [key(entry[0] ?? null), item(entry[1] ?? null)])
    }
    case 'UNION': {
      const members = new Map(type.fields.map((field) => [field.name, cellOf(field.type)]))
      return (value) => {
        const { tag, value: held } = value as Tagged
        return { tag, value: members.get(tag)?.(held) ?? null }
      }
    }
    case 'NULL':
      return () => null
    case 'OTHER':
      return (value) => (value instanceof Uint8Array ? hex(value) : String(value))
  }
}

function floatCell(value: number, shortest: (value: number) => number): Cell {
  return Number.isFinite(value) ? shortest(value) : String(value)
}

/** The shortest decimal that is this float when rounded to 32 bits: 0.1, and not 0.10000000149011612. */
function shortest32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

/** An unscaled decimal as text: 1500 at scale 3 is `1.500`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString()
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += hexPairs[byte]
  return text
}

function bitText(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes.subarray(1)) text += byte.toString(2).padStart(8, '0')
  return text.slice(bytes[0] ?? 0)
}

function uuidText(bytes: Uint8Array): string {
  const text = hex(bytes)
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  )
}
