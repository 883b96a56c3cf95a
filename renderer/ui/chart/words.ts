import type { Cell } from '#shared/value.ts'
import { edgeOf } from './axis.ts'
import { timeText } from './filters.ts'
import type { Plan } from './plan.ts'
import type { Axis, ChartSpec, Drawn, Mark, NamedColumn } from './types.ts'

/** NULL has a mark of its own, apart from the text 'NULL'; an empty text is seen. */
export const wordText = (word: string | null): string =>
  word === null ? '∅ NULL' : word === '' ? "''" : word

export const numberText = (value: number): string =>
  Number.isFinite(value)
    ? value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1 })
    : 'none'

/** The numbers of one column, with as many decimals as the one that needs the most. */
function evenly(values: readonly number[]): string[] {
  const decimals = values.reduce(
    (most, value) => Math.max(most, numberText(value).split('.')[1]?.length ?? 0),
    0,
  )
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return values.map((value) => (Number.isFinite(value) ? value.toLocaleString('en-US', digits) : 'none'))
}

/** A column with its unit, as heads and axes have it. */
export function headed(name: string | null, columns: readonly NamedColumn[]): string {
  const column = columns.find((one) => one.name === name)
  return column ? `${column.name}${column.unit ? `, ${column.unit}` : ''}` : (name ?? '')
}

const aggregates = { avg: 'mean', sum: 'sum', min: 'least', max: 'most', count: 'count' }

/** What a mark's length or colour means. */
export function measureText(spec: ChartSpec, columns: readonly NamedColumn[]): string {
  if (spec.y === null || spec.kind === 'point' || spec.kind === 'heat') return 'rows'
  if (spec.kind === 'map' && (spec.map ?? 'points') === 'points') return 'rows'
  if (spec.kind === 'histogram' && spec.aggregate === 'count') return headed(spec.y, columns)
  if (spec.kind === 'box') return headed(spec.y, columns)
  return `${aggregates[spec.aggregate]} of ${headed(spec.y, columns)}`
}

/** The name of a mark's colour. */
export const colorText = (color: number, colors: readonly string[]): string =>
  color === -1 ? '∅ NULL' : color === -2 ? 'other' : wordText(colors[color] ?? null)

/** Where a mark stands on an axis: a word, a value, or a bin from its beginning to its end. */
export function placeText(axis: Axis, at: Mark['x']): string {
  if (axis.as === 'words') return wordText(at === null ? null : String(at))
  if (axis.as === 'values') return numberText(Number(at))
  const [from, to] = [edgeOf(axis, Number(at)), edgeOf(axis, Number(at) + 1)]
  if (axis.time) return timeText(from)
  return axis.step === 1 && /INT/.test(axis.type)
    ? numberText(from)
    : `${numberText(from)} to ${numberText(to)}`
}

/** What a mark says, as a sentence for who hears it. */
export function markText({ spec, columns, facts }: Drawn, { axes }: Plan, mark: Mark): string {
  const x = `${spec.x} ${placeText(axes.x, mark.x)}`
  const y = axes.y && mark.y !== null ? `, ${axes.y.column} ${placeText(axes.y, mark.y)}` : ''
  const color = spec.color === null ? '' : `, ${colorText(mark.color, facts.colors)}`
  const { box } = mark
  const value = box
    ? `median ${numberText(box.median)}, quartiles ${numberText(box.q1)} and ${numberText(box.q3)}, ${numberText(mark.rows)} rows`
    : `${numberText(mark.value)} ${measureText(spec, columns)}`
  return `${x}${y}${color}: ${value}`
}

const kindNames: Record<ChartSpec['kind'], string> = {
  bar: 'Bar chart',
  line: 'Line chart',
  area: 'Area chart',
  histogram: 'Histogram',
  point: 'Scatter chart',
  heat: 'Heat map',
  box: 'Box plot',
  map: 'Map',
}

/** What a chart shows, as a title and for assistive technology. */
export function chartText(spec: ChartSpec, columns: readonly NamedColumn[] = []): string {
  const places = spec.kind === 'map' && (spec.map ?? 'points') === 'points'
  const what =
    spec.kind === 'histogram' && spec.y === null
      ? headed(spec.x, columns)
      : spec.kind === 'point' || spec.kind === 'heat' || places
        ? `${headed(spec.y, columns)} by ${headed(spec.x, columns)}`
        : `${measureText(spec, columns)} by ${headed(spec.x, columns)}`
  return `${kindNames[spec.kind]} of ${what}${spec.color === null ? '' : `, coloured by ${spec.color}`}`
}

export interface ChartTable {
  heads: { name: string; number: boolean }[]
  rows: Cell[][]
}

/** A chart's own values as a table, for who cannot see it and for who wants the figure. */
export function tableOf({ spec, columns, facts, marks }: Drawn, { axes }: Plan): ChartTable {
  const order = new Map(facts.words.map((word, index) => [word, index]))
  const rank = (mark: Mark) =>
    axes.x.as === 'words' ? (order.get(mark.x as string | null) ?? 0) : Number(mark.x)
  const sorted = [...marks].sort((a, b) => rank(a) - rank(b) || (a.y ?? 0) - (b.y ?? 0) || a.color - b.color)
  const single = spec.kind === 'point' && axes.x.as === 'values'
  const measure = measureText(spec, columns)
  const numbers: { name: string; of: (mark: Mark) => number }[] = []
  if (spec.kind === 'box') {
    const box = (part: 'low' | 'q1' | 'median' | 'q3' | 'high') => (mark: Mark) =>
      mark.box?.[part] ?? Number.NaN
    numbers.push(
      { name: 'low', of: box('low') },
      { name: 'quartile', of: box('q1') },
      { name: 'median', of: box('median') },
      { name: 'quartile 3', of: box('q3') },
      { name: 'high', of: box('high') },
    )
  } else if (!single && measure !== 'rows') numbers.push({ name: measure, of: ({ value }) => value })
  if (!single) numbers.push({ name: 'rows', of: ({ rows }) => rows })
  const texts = numbers.map(({ of }) => evenly(sorted.map(of)))
  return {
    heads: [
      { name: headed(spec.x, columns), number: false },
      ...(axes.y ? [{ name: headed(spec.y, columns), number: false }] : []),
      ...(spec.color === null ? [] : [{ name: spec.color, number: false }]),
      ...numbers.map(({ name }) => ({ name, number: true })),
    ],
    rows: sorted.map((mark, row) => [
      placeText(axes.x, mark.x),
      ...(axes.y ? [placeText(axes.y, mark.y)] : []),
      ...(spec.color === null ? [] : [colorText(mark.color, facts.colors)]),
      ...texts.map((column) => column[row] ?? ''),
    ]),
  }
}
