import type { DuckType } from '#shared/digest/index.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'

/** Integers of 128 bits, as the widest type that files know: 38 digits. */
export const wideDigits = 38

/**
 * The value as a type that a file holds digit by digit: HUGEINT and UHUGEINT as DECIMAL(38,0), BIGNUM as text, inside
 * of nested values too. A number of 39 digits fails with DuckDB's words.
 */
export function exactCast(value: string, type: DuckType): string {
  return needsCast(type) ? `${value}::${typeSql(type)}` : value
}

function needsCast(type: DuckType): boolean {
  switch (type.kind) {
    case 'HUGEINT':
    case 'UHUGEINT':
    case 'BIGNUM':
      return true
    case 'LIST':
    case 'ARRAY':
      return needsCast(type.item)
    case 'STRUCT':
      return (
        type.fields.every(({ name }) => name !== '') && type.fields.some((field) => needsCast(field.type))
      )
    case 'MAP':
      return needsCast(type.key) || needsCast(type.value)
    default:
      return false
  }
}

function typeSql(type: DuckType): string {
  switch (type.kind) {
    case 'HUGEINT':
    case 'UHUGEINT':
      return `DECIMAL(${wideDigits},0)`
    case 'BIGNUM':
      return 'VARCHAR'
    case 'DECIMAL':
      return `DECIMAL(${type.width},${type.scale})`
    case 'LIST':
      return `${typeSql(type.item)}[]`
    case 'ARRAY':
      return `${typeSql(type.item)}[${type.size}]`
    case 'STRUCT':
    case 'UNION':
      return `${type.kind}(${type.fields.map((field) => `${quoteIdent(field.name)} ${typeSql(field.type)}`).join(', ')})`
    case 'MAP':
      return `MAP(${typeSql(type.key)}, ${typeSql(type.value)})`
    case 'ENUM':
      return `ENUM(${type.values.map(quoteText).join(', ')})`
    case 'OTHER':
      return type.name
    case 'NULL':
      return '"NULL"'
    default:
      return type.kind
  }
}
