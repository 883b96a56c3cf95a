import { inputError } from '../errors.ts'
import type { Cell } from '../value.ts'
import { quoteIdent, quoteText } from './names.ts'
import { formatType, parseType, type SqlType } from './type.ts'

/**
 * A value as a SQL literal of the DuckDB type, in the form of `Cell` (big integers and decimals as digits, BLOB as
 * hex, MAP as pairs, UNION as `{tag, value}`). Every literal says its type and goes through text, so no digit and no
 * NaN is lost and no text becomes SQL. Throws `SQL_VALUE` when the value has no such form, `SQL_TYPE` for no type.
 */
export function sqlLiteral(value: Cell, type: string | SqlType): string {
  return literal(value, typeof type === 'string' ? parseType(type) : type)
}

function literal(value: Cell, type: SqlType): string {
  const typed = (expression: string) => `CAST(${expression} AS ${formatType(type)})`
  if (value === null) return typed('NULL')
  switch (type.kind) {
    case 'list': {
      if (!Array.isArray(value)) throw refuse(value, type)
      return typed(`[${value.map((item) => literal(item, type.element)).join(', ')}]`)
    }
    case 'map': {
      if (!Array.isArray(value)) throw refuse(value, type)
      const entries = value.map((entry) => {
        if (!Array.isArray(entry) || entry.length !== 2) throw refuse(value, type)
        return entry as [Cell, Cell]
      })
      const keys = entries.map(([key]) => literal(key, type.key)).join(', ')
      const values = entries.map(([, item]) => literal(item, type.value)).join(', ')
      return typed(`map([${keys}], [${values}])`)
    }
    case 'struct': {
      const fields = objectOf(value, type)
      const unknown = Object.keys(fields).find((key) => !type.fields.some(({ name }) => name === key))
      if (unknown !== undefined) throw refuse(value, type)
      const parts = type.fields.map(
        ({ name, type: inner }) => `${quoteIdent(name)} := ${literal(fields[name] ?? null, inner)}`,
      )
      return typed(`struct_pack(${parts.join(', ')})`)
    }
    case 'union': {
      const { tag, value: held = null } = objectOf(value, type)
      const member = type.fields.find(({ name }) => name === tag)
      if (!member) throw refuse(value, type)
      return typed(`union_value(${quoteIdent(member.name)} := ${literal(held, member.type)})`)
    }
    case 'enum':
      if (typeof value !== 'string') throw refuse(value, type)
      return typed(textLiteral(value))
    default:
      return simple(value, type, typed)
  }
}

const integer = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|INT\d?|LONG|SHORT|SIGNED|BIGNUM|VARINT)$/
const float = /^(DOUBLE|FLOAT|REAL|FLOAT4|FLOAT8|DOUBLE PRECISION)$/
const decimal = /^(DECIMAL|NUMERIC)$/
const digits = /^[+-]?\d+$/
const decimalText = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/
const floatText = /^([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|NaN|[+-]?Infinity)$/

function simple(
  value: Cell,
  type: SqlType & { kind: 'simple' },
  typed: (expression: string) => string,
): string {
  if (type.name === 'BOOLEAN' || type.name === 'BOOL') {
    if (typeof value === 'boolean') return typed(value ? 'true' : 'false')
    if (value === 'true' || value === 'false') return typed(value)
    throw refuse(value, type)
  }
  if (typeof value === 'boolean' || typeof value === 'object') throw refuse(value, type)
  const text = Object.is(value, -0) ? '-0' : String(value)
  const form = integer.test(type.name)
    ? digits
    : decimal.test(type.name)
      ? decimalText
      : float.test(type.name)
        ? floatText
        : undefined
  if (form) {
    if (!form.test(text) || (typeof value === 'number' && form === digits && !Number.isSafeInteger(value)))
      throw refuse(value, type)
    return typed(quoteText(text))
  }
  if (type.name === 'BLOB' || type.name === 'BYTEA' || type.name === 'VARBINARY') {
    if (!/^([0-9a-f]{2})*$/i.test(text)) throw refuse(value, type)
    return typed(`unhex(${quoteText(text)})`)
  }
  return typed(textLiteral(text))
}

/** A NUL would end the statement's text, so it is spelled; half a surrogate pair is no text at all. */
function textLiteral(text: string): string {
  if (/\p{Surrogate}/u.test(text)) {
    throw inputError('SQL_VALUE', 'The text has half a character (a lone surrogate). Correct it.')
  }
  if (!text.includes('\0')) return quoteText(text)
  return `(${text.split('\0').map(quoteText).join(' || chr(0) || ')})`
}

function objectOf(value: Cell, type: SqlType): { [field: string]: Cell } {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw refuse(value, type)
  return value
}

function refuse(value: Cell, type: SqlType) {
  const shown = JSON.stringify(value).slice(0, 80)
  return inputError('SQL_VALUE', `${shown} is no value of type ${formatType(type)}. Correct the value.`)
}
