import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { columnClass, copyText, type MarkCell } from '../ui/data-grid/index.ts'

/** What is looked for in a column of some type: null when none of its values can hold the text. */
interface Needle {
  /** In lower case. */
  text: string
  as: 'text' | 'cast' | 'hex'
}

function needleIn(type: string, text: string): Needle | null {
  const lower = text.toLowerCase()
  // As the grid shows them: digits in groups of three, bytes in pairs.
  const digits = lower.replaceAll(',', '')
  switch (columnClass(type)) {
    case 'integer':
    case 'decimal':
      return /^-?\d*\.?\d*$/.test(digits) ? { text: digits, as: 'cast' } : null
    case 'float':
      return /^[-+\d.einfat]*$/.test(digits) ? { text: digits, as: 'cast' } : null
    case 'boolean':
      return 'true'.includes(lower) || 'false'.includes(lower) ? { text: lower, as: 'cast' } : null
    case 'time':
      return type === 'INTERVAL' || /^[-+\d:. ()bcinfty]*$/.test(lower) ? { text: lower, as: 'cast' } : null
    case 'bytes': {
      const hex = lower.replaceAll(' ', '')
      return /^[\da-f]*$/.test(hex) ? { text: hex, as: 'hex' } : null
    }
    case 'nested':
      return { text: lower, as: 'cast' }
    case 'text':
      return { text: lower, as: type === 'VARCHAR' ? 'text' : 'cast' }
  }
}

/** SQL that is true where the column's value holds the text, in any case; null where none can. */
export function findSql({ name, type }: Column, text: string): string | null {
  const needle = needleIn(type, text)
  if (!needle || needle.text === '') return null
  const column = quoteIdent(name)
  const value = { text: column, cast: `${column}::VARCHAR`, hex: `hex(${column})` }[needle.as]
  // Of millions of texts the case is most of the work, and digits have none.
  const anyCase = /^[\d.,:/ -]*$/.test(needle.text) ? value : `lower(${value})`
  return `coalesce(contains(${anyCase}, ${quoteText(needle.text)}), false)`
}

/** Whether a cell that is here holds the text, by the same rule; nested values by how they are copied. */
export function cellHolds(value: Cell, type: string, text: string): boolean {
  if (value === null) return false
  const needle = needleIn(type, text)
  if (!needle || needle.text === '') return false
  const shown = columnClass(type) === 'float' ? floatText(value) : copyText(value)
  return shown.toLowerCase().includes(needle.text)
}

/** Marks the cells of these columns that hold the text. */
export const markFound =
  (columns: readonly Column[], text: string): MarkCell =>
  (_, index, cell) =>
    cellHolds(cell(index) ?? null, columns[index]?.type ?? '', text) ? { tone: 'found' } : null

/** A float as DuckDB casts it to text: `1.0`, `1e-07`, `inf`. */
function floatText(value: Cell): string {
  if (typeof value !== 'number') return String(value).replace('Infinity', 'inf')
  const text = Object.is(value, -0) ? '-0' : String(value)
  if (/^-?\d+$/.test(text)) return `${text}.0`
  return text.replace(/e([-+])(\d)$/, 'e$10$2')
}
