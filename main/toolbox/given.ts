import { inputError } from '#shared/errors.ts'
import type { GivenTable } from '#shared/format/front-matter.ts'
import { formatType, parseType, quoteIdent, sqlLiteral } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'

/** The statements that make a given table of a test. Throws `TEST_GIVEN` with the field. */
export function givenTable(name: string, table: GivenTable): string[] {
  const rows = Array.isArray(table) ? table : table.rows
  const types = Array.isArray(table) ? inferTypes(name, rows) : table.columns
  const columns = Object.keys(types)
  if (columns.length === 0) throw problem(name, 'has no columns. Give it `columns: {name: TYPE}`.')
  const stray = rows.flatMap((row) => Object.keys(row)).find((column) => !Object.hasOwn(types, column))
  if (stray !== undefined) throw problem(name, `has a value for \`${stray}\`, which is none of its columns.`)
  const list = columns.map((column) => `${quoteIdent(column)} ${formatType(parseType(types[column] ?? ''))}`)
  const create = `CREATE TABLE ${quoteIdent(name)} (${list.join(', ')})`
  if (rows.length === 0) return [create]
  const values = rows.map(
    (row) => `(${columns.map((column) => sqlLiteral(row[column] ?? null, types[column] ?? '')).join(', ')})`,
  )
  return [create, `INSERT INTO ${quoteIdent(name)} VALUES ${values.join(', ')}`]
}

/** Types by the values of each column: INTEGER, BIGINT, DOUBLE, BOOLEAN, VARCHAR, lists and structs of them. */
function inferTypes(name: string, rows: readonly Record<string, Cell>[]): Record<string, string> {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return Object.fromEntries(
    columns.map((column) => {
      const type = typeOf(rows.map((row) => row[column] ?? null))
      if (type === undefined) {
        throw problem(
          name,
          `has values in \`${column}\` from which no type follows. Say it: {columns: {${column}: INTEGER}, rows: […]}.`,
        )
      }
      return [column, type]
    }),
  )
}

function typeOf(values: readonly Cell[]): string | undefined {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return undefined
  if (known.every((value) => typeof value === 'boolean')) return 'BOOLEAN'
  if (known.every((value) => typeof value === 'string')) return 'VARCHAR'
  if (known.every((value) => typeof value === 'number')) {
    if (!known.every((value) => Number.isInteger(value))) return 'DOUBLE'
    return known.every((value) => Math.abs(value as number) < 2 ** 31) ? 'INTEGER' : 'BIGINT'
  }
  if (known.every((value) => Array.isArray(value))) {
    const element = typeOf(known.flat())
    return element && `${element}[]`
  }
  if (known.every((value) => typeof value === 'object' && !Array.isArray(value))) {
    const objects = known as { [field: string]: Cell }[]
    const fields = [...new Set(objects.flatMap((value) => Object.keys(value)))].map((field) => {
      const type = typeOf(objects.map((value) => value[field] ?? null))
      return type && `${quoteIdent(field)} ${type}`
    })
    return fields.every((field) => field !== undefined) ? `STRUCT(${fields.join(', ')})` : undefined
  }
  return undefined
}

function problem(table: string, message: string) {
  return inputError('TEST_GIVEN', `The given table \`${table}\` ${message}`, { field: `given.${table}` })
}
