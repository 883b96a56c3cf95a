import { quoteIdent } from './sql/names.ts'
import type { Cell, Column, CutCell, Page } from './value.ts'

/*
 * A page that is only looked at carries no text of megabytes: what is longer than a screen holds is cut in the engine,
 * and its true length is told beside it.
 */

/** Bytes above which a cell is cut, and what is kept of it: characters of a text, bytes of a BLOB. */
const longBytes = 20_000
const kept = 1_000

const isNested = ({ type }: Column): boolean => /\]$|^(STRUCT|MAP|UNION|VARIANT)\b/.test(type)

/** SQL of a value's length in bytes (of a nested one as text); null where no value can be long. */
const bytesOf = (column: Column): string | null => {
  const name = quoteIdent(column.name)
  if (column.type === 'VARCHAR') return `strlen(${name})`
  if (column.type === 'JSON' || isNested(column)) return `strlen(${name}::VARCHAR)`
  return column.type === 'BLOB' ? `octet_length(${name})` : null
}

/** A select list of the longest value of each column in bytes, NULL where no value can be long; null where none can. */
export function longestList(columns: readonly Column[]): string | null {
  const longest = columns.map(bytesOf)
  if (longest.every((one) => one === null)) return null
  return longest
    .map((one, index) => `${one === null ? 'NULL' : `max(${one})`}::DOUBLE AS b${index}`)
    .join(', ')
}

/** How a page is read without its long cells. */
export interface CutPage {
  /** The select list: every column, then the lengths of those that have long values. */
  list: string
  /** What the list yields, for reading it. */
  columns: Column[]
  /** The page by what was read. */
  page(from: number, read: Cell[][]): Page
}

/** The way to read a page of which the longest values are known; null when none is long. */
export function cutPage(
  columns: readonly Column[],
  longest: readonly Cell[],
  select: (column: Column) => string,
): CutPage | null {
  const long = columns.flatMap((column, index) =>
    Number(longest[index] ?? 0) > longBytes ? [{ column, index }] : [],
  )
  if (long.length === 0) return null
  const isLong = new Set(long.map(({ index }) => index))
  const cutWhere = (column: Column, then: string, otherwise: string) =>
    `CASE WHEN ${bytesOf(column)} > ${longBytes} THEN ${then} ELSE ${otherwise} END`
  const beginning = ({ name, type }: Column) =>
    type === 'BLOB' ? `${quoteIdent(name)}[1:${kept}]` : `left(${quoteIdent(name)}::VARCHAR, ${kept})`
  const shown = columns.map((column, index) => {
    const name = quoteIdent(column.name)
    if (!isLong.has(index)) return select(column)
    // A part of a nested value has another type: it stands in a column of its own.
    return `${cutWhere(column, isNested(column) ? 'NULL' : beginning(column), name)} AS ${name}`
  })
  const lengths = long.map(({ column, index }) => {
    const length = column.type === 'BLOB' ? bytesOf(column) : `length(${quoteIdent(column.name)}::VARCHAR)`
    return `${cutWhere(column, `${length}`, 'NULL')}::DOUBLE AS l${index}`
  })
  const nested = long.filter(({ column }) => isNested(column))
  const parts = nested.map(
    ({ column, index }) => `${cutWhere(column, beginning(column), 'NULL')} AS p${index}`,
  )
  return {
    list: [...shown, ...lengths, ...parts].join(', '),
    columns: [
      ...columns,
      ...long.map(({ index }) => ({ name: `l${index}`, type: 'DOUBLE' })),
      ...nested.map(({ index }) => ({ name: `p${index}`, type: 'VARCHAR' })),
    ],
    page(from, read) {
      const cells = read.slice(0, columns.length)
      for (const [at, { index }] of nested.entries()) {
        const texts = read[columns.length + long.length + at] ?? []
        cells[index] = (cells[index] ?? []).map((value, row) => texts[row] ?? value)
      }
      const cut = long.flatMap(({ index }, at) =>
        (read[columns.length + at] ?? []).flatMap((length, row): CutCell[] =>
          length === null ? [] : [{ row: from + row, column: index, length: Number(length) }],
        ),
      )
      return { from, columns: cells, cut }
    },
  }
}
