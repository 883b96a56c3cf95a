import { parseType, type SqlType } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'

/** How a cell is drawn. `marks` shows characters that would not be seen. */
export type CellKind = 'null' | 'empty' | 'number' | 'word' | 'text' | 'time' | 'bytes' | 'nested' | 'boolean'
export interface CellText {
  kind: CellKind
  text: string
}

export type ColumnClass = 'integer' | 'decimal' | 'float' | 'time' | 'boolean' | 'text' | 'bytes' | 'nested'

const integers = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/
const floats = /^(DOUBLE|FLOAT|REAL)$/
const times = /^(DATE|TIME|TIMESTAMP|TIMESTAMP_S|TIMESTAMP_MS|TIMESTAMP_NS|INTERVAL)/

const known = new Map<string, SqlType | null>()

/** A type taken apart; null for one that we do not know. Remembered, since every cell asks. */
export function typeOf(type: string): SqlType | null {
  let parsed = known.get(type)
  if (parsed === undefined) {
    try {
      parsed = parseType(type)
    } catch {
      parsed = null
    }
    known.set(type, parsed)
  }
  return parsed
}

/** What of a type decides how its values are aligned, compared and charted. */
export function columnClass(type: string): ColumnClass {
  const parsed = typeOf(type)
  if (!parsed) return 'text'
  if (parsed.kind === 'enum') return 'text'
  if (parsed.kind !== 'simple') return 'nested'
  if (integers.test(parsed.name)) return 'integer'
  if (parsed.name === 'DECIMAL' || parsed.name === 'NUMERIC') return 'decimal'
  if (floats.test(parsed.name)) return 'float'
  if (times.test(parsed.name)) return 'time'
  if (parsed.name === 'BOOLEAN') return 'boolean'
  if (parsed.name === 'BLOB') return 'bytes'
  return 'text'
}

/** True for what is right-aligned in tabular figures. */
export function isNumeric(type: string): boolean {
  const name = columnClass(type)
  return name === 'integer' || name === 'decimal' || name === 'float'
}

/** A type as a head shows it: short words, structs without their fields. */
export function shortType(type: string): string {
  const parsed = typeOf(type)
  if (!parsed) return type
  switch (parsed.kind) {
    case 'list':
      return `${shortTypeOf(parsed.element)}[${parsed.length ?? ''}]`
    default:
      return shortTypeOf(parsed)
  }
}
function shortTypeOf(type: SqlType): string {
  switch (type.kind) {
    case 'simple': {
      const name = type.name === 'TIMESTAMP WITH TIME ZONE' ? 'TIMESTAMPTZ' : type.name
      return type.args.length > 0 ? `${name}(${type.args.join(',')})` : name
    }
    case 'list':
      return `${shortTypeOf(type.element)}[${type.length ?? ''}]`
    case 'enum':
      return 'ENUM'
    case 'map':
      return 'MAP'
    default:
      return type.kind.toUpperCase()
  }
}

/** Digits in groups of three, whatever their number: BIGINT and DECIMAL come as text and stay exact. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', rest = ''] = match
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest}`
}

/**
 * Decimals that show a float well: all it has, up to six; a float with more (a mean, a ratio) gets about five digits,
 * as the rest is noise to a reader and stands in the inspector.
 */
export function decimalsOf(value: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return 0
  const size = Math.abs(value)
  if (size >= 1e15 || size < 1e-6) return 0
  const text = String(value)
  const decimals = text.length - text.indexOf('.') - 1
  if (!text.includes('e') && decimals <= 6) return decimals
  return Math.min(6, Math.max(2, 4 - Math.floor(Math.log10(size))))
}

/** The most decimals that any float of a column needs. */
export function columnDecimals(values: Cell[]): number {
  let most = 0
  for (const value of values) {
    if (typeof value === 'number') most = Math.max(most, decimalsOf(value))
    if (most === 6) break
  }
  return most
}

function floatText(value: number, decimals: number): string {
  const size = Math.abs(value)
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return value.toExponential()
  // -0 is another value than 0, and toFixed hides it.
  const text = value.toFixed(decimals)
  return groupDigits(Object.is(value, -0) && !text.startsWith('-') ? `-${text}` : text)
}

const hidden: Record<string, string> = { '\n': '↵', '\t': '⇥', '\u00a0': '⍽' }
/** Controls, what turns the order of its neighbours around, and what has no width. Joiners stay: emoji need them. */
const hiddenAny =
  /[\p{Cc}\u00a0\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

/**
 * Text of one line in which what is not seen is marked: line breaks, tabs, controls, marks that turn the direction of
 * writing, and spaces at either end.
 */
export function visible(text: string): string {
  // By their codes: fonts seldom have the signs of control characters.
  const marked = text.replace(
    hiddenAny,
    (char) => hidden[char] ?? `⟨${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  )
  return marked.replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length))
}

/** Whether a text holds characters that deceive where they are not marked: any of those but spaces and lines. */
export function deceives(text: string): boolean {
  return text.replace(/\r\n|[\n\t\u00a0]/g, '').search(hiddenAny) >= 0
}

function nested(value: Cell, type: SqlType | null, room: number): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) {
    const isMap = type?.kind === 'map'
    const parts: string[] = []
    let left = room
    for (const item of value) {
      if (left <= 0) {
        parts.push('…')
        break
      }
      const part =
        isMap && Array.isArray(item)
          ? `${nested(item[0] ?? null, type.key, left)}: ${nested(item[1] ?? null, type.value, left)}`
          : nested(item, type?.kind === 'list' ? type.element : null, left)
      left -= part.length + 2
      parts.push(part)
    }
    return isMap ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`
  }
  if (typeof value === 'object') {
    const fields = type?.kind === 'struct' || type?.kind === 'union' ? type.fields : []
    const parts = Object.entries(value).map(
      ([name, item]) =>
        `${name}: ${nested(item, fields.find((field) => field.name === name)?.type ?? null, room)}`,
    )
    return `{${parts.join(', ')}}`
  }
  return typeof value === 'string' ? visible(value) : String(value)
}

/** A cell as one line of the grid. `decimals` is what its column's floats have in common. */
export function cellText(value: Cell, type: string, decimals: number): CellText {
  if (value === null) return { kind: 'null', text: 'NULL' }
  const name = columnClass(type)
  switch (name) {
    case 'integer':
    case 'decimal':
      return { kind: 'number', text: groupDigits(String(value)) }
    case 'float':
      return typeof value === 'number'
        ? { kind: 'number', text: floatText(value, decimals) }
        : { kind: 'word', text: String(value) }
    case 'boolean':
      return { kind: 'boolean', text: String(value) }
    case 'time':
      // UTC is said once, in the head.
      return { kind: 'time', text: String(value).replace(/\+00(:00)?$/, '') }
    case 'bytes': {
      const hex = String(value)
      if (hex === '') return { kind: 'empty', text: '' }
      const spaced = hex.slice(0, 96).replace(/(..)(?=.)/g, '$1 ')
      return { kind: 'bytes', text: hex.length > 96 ? `${spaced}…` : spaced }
    }
    case 'nested':
      return { kind: 'nested', text: visible(nested(value, typeOf(type), 200)) }
    default: {
      if (value === '') return { kind: 'empty', text: '' }
      const text = typeof value === 'string' ? value : nested(value, null, 200)
      // A grid's cell shows a few hundred characters at most: the rest is in the inspector.
      return { kind: 'text', text: visible(text.length > 500 ? `${text.slice(0, 500)}…` : text) }
    }
  }
}

/** A cell as it is copied: the whole value, NULL as nothing, nested values as JSON. */
export function copyText(value: Cell): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
