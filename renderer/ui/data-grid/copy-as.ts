import { quoteIdent, sqlLiteral } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { columnClass, copyText } from './cell-format.ts'

/** How selected cells can be written for another place. */
export const copyForms = [
  { id: 'markdown', label: 'Markdown' },
  { id: 'insert', label: 'INSERT' },
  { id: 'python', label: 'Python (list of dicts)' },
  { id: 'python-tuples', label: 'Python (list of tuples)' },
  { id: 'json', label: 'JSON' },
] as const
export type CopyForm = (typeof copyForms)[number]['id']

/** Rows of these columns as text of the form. Throws AppError `SQL_VALUE` for a value that SQL cannot hold. */
export function writeAs(form: CopyForm, columns: Column[], rows: Cell[][]): string {
  switch (form) {
    case 'markdown':
      return markdown(columns, rows)
    case 'insert':
      return insert(columns, rows)
    case 'json':
      return `[\n${rows.map((row) => `  ${objectOf(columns, row, jsonText, ',', ':')}`).join(',\n')}\n]`
    case 'python':
      return `[\n${rows.map((row) => `    ${objectOf(columns, row, pythonCell, ', ', ': ')},`).join('\n')}\n]`
    case 'python-tuples': {
      const tuple = (row: Cell[]) =>
        columns.map((column, index) => `${pythonCell(row[index] ?? null, column)}, `).join('')
      return `[\n${rows.map((row) => `    (${tuple(row).trimEnd()}),`).join('\n')}\n]`
    }
  }
}

function objectOf(
  columns: Column[],
  row: Cell[],
  write: (value: Cell, column: Column) => string,
  between: string,
  colon: string,
): string {
  const fields = columns.map((column, index) => {
    const key = write === pythonCell ? pythonText(column.name) : JSON.stringify(column.name)
    return `${key}${colon}${write(row[index] ?? null, column)}`
  })
  return `{${fields.join(between)}}`
}

const plainNumber = /^-?\d+(\.\d+)?$/

/** Big integers and decimals keep all their digits as JSON numbers, which have no bound in JSON itself. */
function jsonText(value: Cell, { type }: Column): string {
  const name = columnClass(type)
  const digits = (name === 'integer' || name === 'decimal') && plainNumber.test(String(value))
  return digits ? String(value) : Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
}

function insert(columns: Column[], rows: Cell[][]): string {
  const names = columns.map(({ name }) => quoteIdent(name)).join(', ')
  const lines = rows.map(
    (row) => `  (${columns.map(({ type }, index) => sqlLiteral(row[index] ?? null, type)).join(', ')})`,
  )
  return `INSERT INTO "result" (${names}) VALUES\n${lines.join(',\n')};`
}

/** Text of a table's cell: what is markup to Markdown or HTML stays text, and a line break stays in its row. */
function markdownText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|~&#]/g, (char) => (char === '<' ? '&lt;' : char === '&' ? '&amp;' : `\\${char}`))
    .replace(/\r\n|\n|\r/g, '<br>')
}

function markdown(columns: Column[], rows: Cell[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const isRight = ({ type }: Column) => ['integer', 'decimal', 'float'].includes(columnClass(type))
  return [
    line(columns.map(({ name }) => markdownText(name))),
    line(columns.map((column) => (isRight(column) ? '---:' : '---'))),
    ...rows.map((row) =>
      line(
        columns.map((_, index) =>
          row[index] === null ? 'NULL' : markdownText(copyText(row[index] ?? null)),
        ),
      ),
    ),
  ].join('\n')
}

/** A JSON text is a Python one, but for characters beyond 16 bits, whose pairs Python would keep apart. */
function pythonText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (char) =>
    /[\ud800-\udfff]/.test(char) ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Literals only, so that `ast.literal_eval` reads them: what Python has no literal for is text, DECIMAL too. */
function pythonCell(value: Cell, { type }: Column): string {
  const name = columnClass(type)
  if (value !== null && name === 'integer' && plainNumber.test(String(value))) return String(value)
  if (name === 'bytes' && typeof value === 'string') {
    return `b'${value.replace(/../g, (pair) => `\\x${pair}`)}'`
  }
  // A whole float stays a float.
  if (name === 'float' && Number.isInteger(value) && !/[.e]/.test(pythonValue(value))) return `${value}.0`
  return pythonValue(value)
}

function pythonValue(value: Cell): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value)
  if (typeof value === 'string') return pythonText(value)
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${pythonText(key)}: ${pythonValue(item)}`)
    .join(', ')}}`
}
