import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { columnClass } from '../data-grid/cell-format.ts'
import { binSql, binsOf, isTime, nearestEdge, numberSql, placedSql } from './axis.ts'
import type { Axis, ChartSpec, Facts, Mark, Selection } from './types.ts'

/** Words of a bar or box chart; the rest is told of. */
export const mostWords = 40
/** Colours of their own; the rest is one colour, `other`. */
const mostColors = 8
/** Points drawn one by one; above it a density. */
export const mostPoints = 5000
/** Places of a map drawn one by one; above it cells. */
const mostPlaces = 2000
/** Regions of a map. */
const mostRegions = 1000
/** Rows an engine hands over at once. */
export const mostMarks = 10_000

const typeOf = (columns: readonly Column[], name: string): string =>
  columns.find((column) => column.name === name)?.type ?? 'VARCHAR'

const isPlaces = ({ kind, map }: ChartSpec) => kind === 'map' && map !== 'countries' && map !== 'states'
/** Whether x is taken as words. */
const byWord = (spec: ChartSpec) =>
  spec.kind === 'bar' || spec.kind === 'box' || (spec.kind === 'map' && !isPlaces(spec))
/** Whether both axes are continuous. */
const isPlane = (spec: ChartSpec) => spec.kind === 'point' || spec.kind === 'heat' || isPlaces(spec)

/** What is asked of the result, as `result`, before its chart: each a SELECT, null when there is nothing to ask. */
export function probes(
  spec: ChartSpec,
  columns: readonly Column[],
): { ends: string; words: string | null; colors: string | null } {
  const ends = (name: string | null, as: string) => {
    if (name === null) return []
    const type = typeOf(columns, name)
    const value = `CAST(${numberSql(name, type)} AS DOUBLE)`
    const where = placedSql(name, type)
    return [
      `min(${value}) FILTER (WHERE ${where}) AS min_${as}`,
      `max(${value}) FILTER (WHERE ${where}) AS max_${as}`,
    ]
  }
  const y = spec.y === null ? '' : quoteIdent(spec.y)
  const asked = [
    'CAST(count(*) AS DOUBLE) AS rows',
    ...(byWord(spec) ? [] : ends(spec.x, 'x')),
    ...(isPlane(spec) ? ends(spec.y, 'y') : []),
    ...(isPlaces(spec)
      ? [
          `CAST(approx_count_distinct(struct_pack(a := ${quoteIdent(spec.x)}, b := ${y})) AS DOUBLE) AS places`,
        ]
      : []),
  ]
  const x = quoteIdent(spec.x)
  const xType = typeOf(columns, spec.x)
  // Numbers and times keep their order, names go by what is measured.
  const ordered = columnClass(xType) !== 'text' && columnClass(xType) !== 'boolean'
  const order = ordered
    ? 'ANY_VALUE(x) ASC NULLS LAST'
    : `${spec.kind === 'box' ? 'count(*)' : valueSql(spec)} DESC NULLS LAST, w`
  const most = spec.kind === 'map' ? mostRegions : mostWords
  return {
    ends: `SELECT ${asked.join(', ')} FROM result`,
    words: byWord(spec)
      ? `SELECT CAST(${x} AS VARCHAR) AS w FROM result GROUP BY ${x} ORDER BY ${order.replace('ANY_VALUE(x)', x)} LIMIT ${most + 1}`
      : null,
    colors:
      spec.color === null
        ? null
        : `SELECT CAST(${quoteIdent(spec.color)} AS VARCHAR) AS w FROM result WHERE ${quoteIdent(spec.color)} IS NOT NULL GROUP BY ${quoteIdent(spec.color)} ORDER BY count(*) DESC, w LIMIT ${mostColors}`,
  }
}

type Answer = { columns: readonly Column[]; page: { columns: readonly Cell[][] } }

const cells = (answer: Answer | null, name: string): readonly Cell[] =>
  answer?.page.columns[answer.columns.findIndex((column) => column.name === name)] ?? []

/** The answers to `probes` as facts. */
export function factsOf(spec: ChartSpec, ends: Answer, words: Answer | null, colors: Answer | null): Facts {
  const value = (name: string): number | null => {
    const [cell] = cells(ends, name)
    return typeof cell === 'number' ? cell : null
  }
  const of = (as: string) => {
    const [min, max] = [value(`min_${as}`), value(`max_${as}`)]
    return min === null || max === null ? null : { min, max }
  }
  const most = spec.kind === 'map' ? mostRegions : mostWords
  const all = cells(words, 'w').map((cell) => (cell === null ? null : String(cell)))
  return {
    rows: value('rows') ?? 0,
    x: of('x'),
    y: of('y'),
    places: value('places') ?? 0,
    words: all.slice(0, most),
    moreWords: all.length > most,
    colors: cells(colors, 'w').map(String),
  }
}

/** How a chart is asked for. */
export interface Plan {
  axes: { x: Axis; y: Axis | null }
  /** Rows one by one rather than groups of them. */
  single: boolean
  /** Groups of groups give the same values: a brush is answered from a summary. */
  adds: boolean
  /** What of the chart can be marked. */
  marks: 'x' | 'xy' | 'words'
  dims: { name: 'x' | 'y' | 'color'; sql: string }[]
  /** Conditions under which a row has a place in the chart. */
  placed: string[]
}

/** What to ask of the engine for a chart, now that the facts are known. */
export function planOf(spec: ChartSpec, columns: readonly Column[], facts: Facts): Plan {
  const [xType, yType] = [typeOf(columns, spec.x), typeOf(columns, spec.y ?? '')]
  const none = { min: 0, max: 1 }
  const plane = isPlane(spec)
  const single = spec.kind === 'point' && facts.rows <= mostPoints
  const asTheyAre = single || (isPlaces(spec) && facts.places <= mostPlaces)
  const axis = (column: string, type: string, ends: Facts['x'], most: number): Axis =>
    asTheyAre ? { as: 'values', column, type } : binsOf(column, type, ends ?? none, most)
  const wide = spec.kind === 'heat' ? 60 : 90
  const x: Axis = byWord(spec)
    ? { as: 'words', column: spec.x, type: xType, words: facts.words }
    : plane
      ? axis(spec.x, xType, facts.x, wide)
      : binsOf(spec.x, xType, facts.x ?? none, spec.kind === 'histogram' && spec.y === null ? 50 : 400)
  const y = plane && spec.y !== null ? axis(spec.y, yType, facts.y, spec.kind === 'heat' ? 40 : 60) : null
  const dims: Plan['dims'] = [
    { name: 'x', sql: dimSql(x) },
    ...(y ? [{ name: 'y' as const, sql: dimSql(y) }] : []),
    ...(spec.color !== null ? [{ name: 'color' as const, sql: colorSql(spec.color, facts.colors) }] : []),
  ]
  return {
    axes: { x, y },
    single,
    adds: !single && spec.kind !== 'box',
    marks: x.as === 'words' ? 'words' : y ? 'xy' : 'x',
    dims,
    placed: [
      ...(x.as === 'words' ? wordsPlaced(x, facts) : [placedSql(spec.x, xType)]),
      ...((y || spec.kind === 'box') && spec.y !== null ? [placedSql(spec.y, yType)] : []),
    ],
  }
}

function dimSql(axis: Axis): string {
  if (axis.as === 'bins') return binSql(axis)
  if (axis.as === 'values') return `CAST(${numberSql(axis.column, axis.type)} AS DOUBLE)`
  return `CAST(${quoteIdent(axis.column)} AS VARCHAR)`
}

/** With more words than are shown, only rows of those that are. */
function wordsPlaced({ column, words }: Axis & { as: 'words' }, { moreWords }: Facts): string[] {
  if (!moreWords) return []
  return [inWords(`CAST(${quoteIdent(column)} AS VARCHAR)`, words)]
}

function inWords(value: string, words: readonly (string | null)[]): string {
  const list = words.filter((word) => word !== null).map(quoteText)
  const either = [
    ...(list.length > 0 ? [`${value} IN (${list.join(', ')})`] : []),
    ...(words.includes(null) ? [`${value} IS NULL`] : []),
  ]
  return either.length === 0 ? 'false' : `(${either.join(' OR ')})`
}

function colorSql(column: string, colors: readonly string[]): string {
  const value = `CAST(${quoteIdent(column)} AS VARCHAR)`
  const cases = colors.map((color, index) => `WHEN ${value} = ${quoteText(color)} THEN ${index}`)
  return `CASE WHEN ${value} IS NULL THEN -1 ${cases.join(' ')} ELSE -2 END`
}

/** The aggregate that a mark shows. Maps of places and densities show how many rows there are. */
function valueSql(spec: ChartSpec): string {
  if (spec.y === null || isPlane(spec)) return 'count(*)'
  const y = quoteIdent(spec.y)
  if (spec.aggregate === 'count') return spec.kind === 'histogram' ? `sum(${y})` : `count(${y})`
  return `${spec.aggregate}(${y})`
}

const where = (conditions: (string | null)[]): string => {
  const all = conditions.filter((one) => one !== null)
  return all.length === 0 ? '' : ` WHERE ${all.map((one) => `(${one})`).join(' AND ')}`
}

/** The SELECT over `result` that a chart draws, under a condition. */
export function directSql(spec: ChartSpec, plan: Plan, condition: string | null): string {
  const dims = plan.dims.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')
  const only = where([...plan.placed, condition])
  if (plan.single) return `SELECT ${dims}, 1 AS value, 1 AS rows FROM result${only} LIMIT ${mostPoints}`
  if (spec.kind === 'box') return boxSql(spec, dims, only)
  return `SELECT ${dims}, CAST(${valueSql(spec)} AS DOUBLE) AS value, CAST(count(*) AS DOUBLE) AS rows FROM result${only} GROUP BY ALL LIMIT ${mostMarks}`
}

/** Quartiles of each word, and whiskers to the last value within one and a half of their distance. */
function boxSql({ y }: ChartSpec, dims: string, only: string): string {
  return `WITH vals AS (SELECT ${dims}, CAST(${quoteIdent(y ?? '')} AS DOUBLE) AS v FROM result${only}),
    quarters AS (SELECT x, quantile_cont(v, 0.25) AS q1, quantile_cont(v, 0.5) AS q2, quantile_cont(v, 0.75) AS q3, count(*) AS n FROM vals GROUP BY x)
    SELECT q.x AS x, any_value(q1) AS q1, any_value(q2) AS value, any_value(q3) AS q3, CAST(any_value(n) AS DOUBLE) AS rows,
      min(v) FILTER (WHERE v >= q1 - 1.5 * (q3 - q1)) AS low, max(v) FILTER (WHERE v <= q3 + 1.5 * (q3 - q1)) AS high,
      CAST(count(*) FILTER (WHERE v < q1 - 1.5 * (q3 - q1) OR v > q3 + 1.5 * (q3 - q1)) AS DOUBLE) AS outside
    FROM vals JOIN quarters q ON vals.x IS NOT DISTINCT FROM q.x GROUP BY q.x`
}

/** How groups of groups become one value: the count of rows, or the aggregate. */
export function foldOf(spec: ChartSpec): 'rows' | ChartSpec['aggregate'] {
  if (spec.y === null || isPlane(spec)) return 'rows'
  return spec.kind === 'histogram' && spec.aggregate === 'count' ? 'sum' : spec.aggregate
}

/** What a summary keeps of each group, and how groups of them become one value again. */
function partsOf(spec: ChartSpec): { kept: string; value: string } {
  const y = quoteIdent(spec.y ?? '')
  switch (foldOf(spec)) {
    case 'rows':
      return { kept: '', value: 'CAST(sum(n) AS DOUBLE)' }
    case 'count':
      return { kept: `, count(${y}) AS m`, value: 'CAST(sum(m) AS DOUBLE)' }
    case 'avg':
      return {
        kept: `, sum(CAST(${y} AS DOUBLE)) AS s, count(${y}) AS m`,
        value: 'sum(s) / nullif(sum(m), 0)',
      }
    case 'sum':
      return { kept: `, sum(CAST(${y} AS DOUBLE)) AS s`, value: 'sum(s)' }
    case 'min':
      return { kept: `, CAST(min(${y}) AS DOUBLE) AS s`, value: 'min(s)' }
    case 'max':
      return { kept: `, CAST(max(${y}) AS DOUBLE) AS s`, value: 'max(s)' }
  }
}

/** The summary of a chart by the axes of another that is brushed: one row a mark and place of the brush. */
export function summarySql(
  spec: ChartSpec,
  plan: Plan,
  brushed: Plan['axes'],
  condition: string | null,
): string {
  const places = brushedAxes(brushed).map((axis, index) => `${dimSql(axis)} AS a${index}`)
  const dims = plan.dims.map(({ name, sql }) => `${sql} AS ${name}`)
  return `SELECT ${[...places, ...dims].join(', ')}, count(*) AS n${partsOf(spec).kept} FROM result${where([...plan.placed, condition])} GROUP BY ALL`
}

const brushedAxes = ({ x, y }: Plan['axes']): Axis[] => (y ? [x, y] : [x])

/** The same marks as `directSql` gives under the selection's own condition, out of the summary (as `result`). */
export function sliceSql(spec: ChartSpec, plan: Plan, brushed: Plan['axes'], selection: Selection): string {
  const range = (axis: Axis | null, name: string, ends: [number, number] | undefined): string | null => {
    if (!axis || !ends) return null
    const [from, to] = axis.as === 'bins' ? ends.map((end) => nearestEdge(axis, end)) : ends
    return `${name} >= ${from} AND ${name} < ${to}`
  }
  const conditions = [
    selection.words?.length ? inWords('a0', selection.words) : null,
    range(brushed.x, 'a0', selection.x),
    range(brushed.y, 'a1', selection.y),
  ]
  const dims = plan.dims.map(({ name }) => name).join(', ')
  return `SELECT ${dims}, ${partsOf(spec).value} AS value, CAST(sum(n) AS DOUBLE) AS rows FROM result${where(conditions)} GROUP BY ALL LIMIT ${mostMarks}`
}

/** An answer to `directSql` or `sliceSql` as marks. */
export function marksOf(answer: Answer): Mark[] {
  const of = (name: string) => cells(answer, name)
  const [xs, ys, colors, values, rows] = [of('x'), of('y'), of('color'), of('value'), of('rows')]
  const [q1, q3, low, high, outside] = [of('q1'), of('q3'), of('low'), of('high'), of('outside')]
  const number = (cell: Cell | undefined) => (cell === null || cell === undefined ? Number.NaN : Number(cell))
  const texts = answer.columns.find(({ name }) => name === 'x')?.type === 'VARCHAR'
  return xs.map((x, index) => ({
    x: x === null ? null : texts ? String(x) : Number(x),
    y: ys.length > 0 ? number(ys[index]) : null,
    color: colors.length > 0 ? number(colors[index]) : 0,
    value: number(values[index]),
    rows: number(rows[index]),
    ...(q1.length > 0 && {
      box: {
        low: number(low[index]),
        q1: number(q1[index]),
        median: number(values[index]),
        q3: number(q3[index]),
        high: number(high[index]),
        outside: number(outside[index]),
      },
    }),
  }))
}

/** Whether a column can be brushed as it stands. */
export const isContinuous = (type: string): boolean =>
  isTime(type) || ['integer', 'decimal', 'float'].includes(columnClass(type))
