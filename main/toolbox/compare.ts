import { isWord, lex, significant } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'

/** A result as rows. */
export interface Rows {
  columns: Column[]
  rows: Cell[][]
}

/** Whether the last clause of the outermost query fixes the order of its rows. */
export function endsInOrderBy(sql: string): boolean {
  let depth = 0
  return significant(lex(sql)).some((token, index, tokens) => {
    if (token.kind === 'punctuation' && /^[([{]$/.test(token.text)) depth++
    if (token.kind === 'punctuation' && /^[)\]}]$/.test(token.text)) depth--
    return depth === 0 && isWord(token, 'ORDER') && isWord(tokens[index + 1], 'BY')
  })
}

/** The rows a test expects, in the columns that the call gives; a column the call lacks comes last. */
export function expectedRows(expect: readonly Record<string, Cell>[], actual: readonly Column[]): Rows {
  const named = [...new Set(expect.flatMap((row) => Object.keys(row)))]
  const known = actual.filter(({ name }) => named.includes(name) || expect.length === 0)
  const missing = named.filter((name) => !actual.some((column) => column.name === name))
  const columns = [...known, ...missing.map((name) => ({ name, type: 'VARCHAR' }))]
  return { columns, rows: expect.map((row) => columns.map(({ name }) => row[name] ?? null)) }
}

/** The first difference as a sentence, or null when the tables are equal. */
export function firstDifference(
  expected: Rows,
  actual: Rows,
  { ordered, tolerance }: { ordered: boolean; tolerance: number },
): string | null {
  const names = (table: Rows) => table.columns.map(({ name }) => name)
  const lacking = names(expected).find((name) => !names(actual).includes(name))
  if (lacking !== undefined)
    return `The call gives no column \`${lacking}\`: it gives ${names(actual).join(', ')}.`
  const extra = names(actual).find((name) => !names(expected).includes(name))
  if (extra !== undefined) return `The call also gives the column \`${extra}\`, which is not expected.`
  if (expected.rows.length !== actual.rows.length)
    return `${count(expected.rows.length)} expected, and the call gives ${actual.rows.length}.`
  const equal = (a: Cell[], b: Cell[]) =>
    a.every((cell, index) => equalCells(cell, b[index] ?? null, actual.columns[index]?.type ?? '', tolerance))
  if (ordered || expected.rows.length === 1) {
    const row = expected.rows.findIndex((cells, index) => !equal(cells, actual.rows[index] ?? []))
    return row === -1
      ? null
      : different(row, expected.rows[row] ?? [], actual.rows[row] ?? [], expected.columns)
  }
  const free = [...actual.rows]
  for (const [row, cells] of expected.rows.entries()) {
    const found = free.findIndex((other) => equal(cells, other))
    if (found === -1)
      return `Row ${row + 1} of the expected rows, ${show(cells, expected.columns)}, is not among the actual ones.`
    free.splice(found, 1)
  }
  return null
}

const count = (rows: number) => (rows === 1 ? '1 row is' : `${rows} rows are`)

function different(row: number, expected: Cell[], actual: Cell[], columns: readonly Column[]): string {
  return `Row ${row + 1}: expected ${show(expected, columns)}, and the call gives ${show(actual, columns)}.`
}

function show(cells: Cell[], columns: readonly Column[]): string {
  const parts = cells.map((cell, index) => `${columns[index]?.name}: ${JSON.stringify(cell)}`)
  return `{${parts.join(', ')}}`
}

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)/

/** Whether an expected value, written by hand, is the actual one of this type. Numbers may be numbers or digits. */
export function equalCells(expected: Cell, actual: Cell, type: string, tolerance: number): boolean {
  if (expected === null || actual === null) return expected === actual
  if (typeof expected === 'object' || typeof actual === 'object') {
    if (typeof expected !== 'object' || typeof actual !== 'object') return false
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)])
    if (Array.isArray(expected) !== Array.isArray(actual)) return false
    const of = (value: object, key: string) => (value as Record<string, Cell>)[key] ?? null
    return [...keys].every((key) => equalCells(of(expected, key), of(actual, key), inner(type), tolerance))
  }
  if (typeof expected === 'boolean' || typeof actual === 'boolean') return expected === actual
  const numbers = numeric.test(type) || typeof expected === 'number' || typeof actual === 'number'
  if (!numbers) return expected === actual
  if (expected === actual) return true
  if (tolerance > 0) return Math.abs(Number(expected) - Number(actual)) <= tolerance
  const exact = plainDigits(expected)
  return exact !== null && exact === plainDigits(actual)
}

/** Values inside lists and structs are compared as numbers when both look like it. */
const inner = (type: string) => (numeric.test(type) ? type : '')

/** A number in one spelling, without exponents and trailing zeros; null for other texts. */
function plainDigits(value: number | string): string | null {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(String(value))
  if (!parts || !/\d/.test(`${parts[2]}${parts[3]}`)) return null
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  const shift = Number(exponent)
  if (Math.abs(shift) > 400) return null
  const digits = shift >= 0 ? fraction.padEnd(shift, '0') : whole.padStart(-shift, '0')
  const [left, right] =
    shift >= 0
      ? [whole + digits.slice(0, shift), digits.slice(shift)]
      : [digits.slice(0, digits.length + shift), digits.slice(digits.length + shift) + fraction]
  const clean = `${left.replace(/^0+/, '') || '0'}.${right.replace(/0+$/, '')}`
  return (sign === '-' && clean !== '0.' ? '-' : '') + clean
}
