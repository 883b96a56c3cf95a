import { cellOf } from '#shared/cells.ts'
import type { DuckType, Value } from '#shared/digest/index.ts'
import { excelLimits } from '#shared/export-format.ts'
import { cannotHold } from './cannot-hold.ts'

/** Styles of the workbook by their place in `xl/styles.xml`. */
export const excelStyle = { plain: 0, head: 1, date: 2, time: 3 } as const

/** Digits of a number that Excel keeps; longer ones are text. */
const keptDigits = 15

/**
 * How values of a type are written as a sheet's cells, without their place: attributes and inside. Numbers that Excel
 * would round, and times before March 1900 or finer than a millisecond, are text: no digit is lost. A text is never a
 * formula. Throws `EXPORT_CANNOT_HOLD` for a text that is too long.
 */
export function excelCell(type: DuckType, name: string): (value: Value, row: number) => string {
  const cell = cellOf(type)
  const text = (value: Value, row: number): string => {
    const of = cell(value)
    return textCell(typeof of === 'object' ? JSON.stringify(of) : String(of), name, row)
  }
  const write = body(type, text)
  // An empty cell is NULL; an empty text is a text.
  return (value, row) => (value === null ? '' : write(value, row))
}

type Write = (value: Exclude<Value, null>, row: number) => string

function body(type: DuckType, text: Write): Write {
  const cell = cellOf(type)
  switch (type.kind) {
    case 'BOOLEAN':
      return (value) => ` t="b"><v>${value === true ? 1 : 0}</v>`
    case 'FLOAT':
    case 'DOUBLE':
      return (value, row) => {
        const number = cell(value)
        return typeof number === 'number' ? `><v>${number}</v>` : text(value, row)
      }
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'BIGINT':
    case 'UBIGINT':
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
    case 'DECIMAL':
      return (value, row) => {
        const digits = String(cell(value))
        return significant(digits) <= keptDigits ? `><v>${digits}</v>` : text(value, row)
      }
    case 'DATE':
      return (value, row) => dated(value as number, excelStyle.date) ?? text(value, row)
    case 'TIMESTAMP':
    case 'TIMESTAMP WITH TIME ZONE':
      return (value, row) => instant(value as bigint, 1000n) ?? text(value, row)
    case 'TIMESTAMP_S':
      return (value, row) => instant((value as bigint) * 1000n, 1n) ?? text(value, row)
    case 'TIMESTAMP_MS':
      return (value, row) => instant(value as bigint, 1n) ?? text(value, row)
    case 'TIMESTAMP_NS':
      return (value, row) => instant(value as bigint, 1_000_000n) ?? text(value, row)
    default:
      return text
  }
}

/** Digits without sign, point and zeros at either end. */
const significant = (digits: string): number =>
  digits
    .replace(/^-/, '')
    .replace(/^0+\.?0*/, '')
    .replace('.', '')
    .replace(/0+$/, '').length

/** Days from Excel's day 0 to 1970. */
const epoch = 25_569
/** Excel takes 1900 for a leap year, so days count right from 1900-03-01 on, to 9999-12-31. */
const [firstDay, lastDay] = [61, 2_958_465]

function dated(days: number, style: number): string | null {
  const serial = days + epoch
  const whole = Math.floor(serial)
  return whole >= firstDay && whole <= lastDay ? ` s="${style}"><v>${serial}</v>` : null
}

/** An instant of so many units a millisecond; null for one that Excel cannot show to its last digit. */
function instant(value: bigint, perMilli: bigint): string | null {
  if (value % perMilli !== 0n) return null
  return dated(Number(value / perMilli) / 86_400_000, excelStyle.time)
}

/** A text cell. Throws `EXPORT_CANNOT_HOLD`. */
export function textCell(text: string, name: string, row: number): string {
  if (text.length > excelLimits.text) {
    throw cannotHold(
      `Row ${row.toLocaleString('en-US')} of column \`${name}\` holds ${text.length.toLocaleString('en-US')} characters, and a cell of Excel holds ${excelLimits.text.toLocaleString('en-US')}. Leave it out, cut it by left(), or export Parquet.`,
    )
  }
  return ` t="inlineStr"><is><t xml:space="preserve">${excelText(text)}</t></is>`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold is exactly what is looked for
const special = /[&<>"]|[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/g
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as XML holds it; characters that XML has no way to hold as `_x0001_`, which Excel reads back. */
export function excelText(text: string): string {
  return text.replace(
    special,
    (found) => entities[found] ?? `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  )
}
