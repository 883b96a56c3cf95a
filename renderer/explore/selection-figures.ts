import { quoteIdent } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import type { ResultHandle } from '../engine/index.ts'
import { columnClass, type GridCells, isNumeric } from '../ui/data-grid/index.ts'

/** Figures of the selected numbers: digits as text, so that BIGINT and DECIMAL stay exact. */
export interface SelectionFigures {
  /** Numbers among the selected cells, without NULL. */
  numbers: number
  sum: string
  mean: string
  min: string
  max: string
}

/** More numeric columns than this at once would make a statement too wide; then only the cells are counted. */
const mostColumns = 200

const isFloat = ({ type }: Column) => columnClass(type) === 'float'

/**
 * Sum, mean, least and greatest of the numbers among these cells, from the engine, so that no row has to be here; null
 * when there is no number. Exact unless a float is among the columns. Throws AppError.
 */
export async function selectionFigures(
  handle: ResultHandle,
  { from, end, columns }: GridCells,
  signal?: AbortSignal,
): Promise<SelectionFigures | null> {
  const numeric = columns
    .flatMap((index) => handle.columns[index] ?? [])
    .filter(({ type }) => isNumeric(type))
  if (numeric.length === 0 || numeric.length > mostColumns) return null
  const facts = numeric.flatMap(({ name }) => {
    const c = quoteIdent(name)
    return [`count(${c})`, `sum(${c})`, `min(${c})`, `max(${c})`].map((fact) => `${fact}::VARCHAR`)
  })
  const whole = from === 0 && end === handle.rows
  const rows = `SELECT ${numeric.map(({ name }) => quoteIdent(name)).join(', ')} FROM result`
  const { page } = await handle.over(
    `SELECT ${facts.map((fact, index) => `${fact} AS f${index}`).join(', ')} FROM (${rows}${whole ? '' : ` LIMIT ${end - from} OFFSET ${from}`})`,
    signal,
  )
  const text = (index: number) => {
    const value = page.columns[index]?.[0]
    return value === null || value === undefined ? null : String(value)
  }
  const each = numeric.map((_, index) => ({
    count: Number(text(index * 4) ?? 0),
    sum: text(index * 4 + 1),
    min: text(index * 4 + 2),
    max: text(index * 4 + 3),
  }))
  const present = each.filter(({ count }) => count > 0)
  const numbers = present.reduce((sum, { count }) => sum + count, 0)
  if (numbers === 0) return null
  const of = (key: 'sum' | 'min' | 'max') => present.flatMap((one) => one[key] ?? [])
  const digits = [...of('sum'), ...of('min'), ...of('max')]
  // The sum of UHUGEINT is a float, too: what is not plain digits is not added as digits.
  const exact = !numeric.some(isFloat) && digits.every((one) => /^-?\d+(\.\d+)?$/.test(one))
  return { numbers, ...(exact ? exactly(of, numbers) : nearly(of, numbers)) }
}

type Facts = (key: 'sum' | 'min' | 'max') => string[]

function nearly(of: Facts, numbers: number) {
  const number = (text: string) => Number(text.replace(/inf$/i, 'Infinity'))
  const sum = of('sum').reduce((total, one) => total + number(one), 0)
  return {
    sum: String(sum),
    mean: String(sum / numbers),
    // NaN is the greatest to DuckDB, and Math.max would let it win everywhere.
    min: String(of('min').map(number).sort(order)[0]),
    max: String(of('max').map(number).sort(order).at(-1)),
  }
}
const order = (a: number, b: number) =>
  Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b

/** Decimals kept of a mean beyond those of its numbers. */
const meanDecimals = 6

function exactly(of: Facts, numbers: number) {
  const decimals = Math.max(
    ...[...of('sum'), ...of('min'), ...of('max')].map((text) => text.split('.')[1]?.length ?? 0),
  )
  const scaled = (text: string) => {
    const [whole = '0', part = ''] = text.split('.')
    return BigInt(`${whole}${part.padEnd(decimals, '0')}`)
  }
  const sum = of('sum').reduce((total, one) => total + scaled(one), 0n)
  const ends = [...of('min'), ...of('max')].map(scaled).sort((a, b) => (a < b ? -1 : Number(a > b)))
  const mean = rounded(sum * 10n ** BigInt(meanDecimals), BigInt(numbers))
  const meanText = unscaled(mean, decimals + meanDecimals)
  return {
    sum: unscaled(sum, decimals),
    mean: meanText.includes('.') ? meanText.replace(/\.?0+$/, '') : meanText,
    min: unscaled(ends[0] ?? 0n, decimals),
    max: unscaled(ends.at(-1) ?? 0n, decimals),
  }
}

/** The quotient, halves away from zero. */
function rounded(value: bigint, by: bigint): bigint {
  const half = by / 2n
  return (value < 0n ? value - half : value + half) / by
}

function unscaled(value: bigint, decimals: number): string {
  const sign = value < 0n ? '-' : ''
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0')
  if (decimals === 0) return sign + digits
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
