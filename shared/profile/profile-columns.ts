import type { ColumnProfile } from '../format/profile.ts'
import type { Cell, Column, Page } from '../value.ts'
import { numberEdges, timeEdges, timeText } from './edges.ts'
import { isNumber, isTime, shapeOf } from './shape.ts'
import {
  detailsSql,
  type Found,
  factsSql,
  field,
  type ProfiledColumn,
  patternsSql,
  topSql,
} from './statements.ts'

/** Answers a SELECT that sees the rows as `result`. */
export type Ask = (sql: string) => Promise<{ columns: Column[]; page: Page }>

/** Above so many rows a profile looks at a sample, unless asked to be exact. */
const exactRows = 1_000_000
const sampleRows = 100_000

/** Columns of one statement. */
export const columnsAtOnce = 8

/** The one row of an answer, by name. */
async function oneRow(ask: Ask, sql: string): Promise<(place: number, name: string) => Cell> {
  const { columns, page } = await ask(sql)
  const values = new Map(columns.map(({ name }, index) => [name, page.columns[index]?.[0] ?? null]))
  return (place, name) => values.get(place < 0 ? name : field(place, name)) ?? null
}

const count = (cell: Cell): number => Number(cell ?? 0)
const counts = (cell: Cell): number[] => (Array.isArray(cell) ? cell.map(count) : [])
const cells = (cell: Cell): Cell[] => (Array.isArray(cell) ? cell : [])

/**
 * Facts of at most `columnsAtOnce` columns of `rows` rows, in four statements at most. Outliers are those of Tukey (Exploratory
 * Data Analysis, 1977), "far out": below the lower quartile by more than 3 interquartile ranges, or above the upper one.
 * Quantiles are values that occur: the least one that the share of rows does not exceed (type 1 of Hyndman and Fan,
 * Sample Quantiles in Statistical Packages, 1996).
 */
export async function profileColumns(
  ask: Ask,
  columns: readonly ProfiledColumn[],
  { rows, exact = false }: { rows: number; exact?: boolean },
): Promise<ColumnProfile[]> {
  const step = !exact && rows > exactRows ? Math.ceil(rows / sampleRows) : 1
  const fact = await oneRow(ask, factsSql(columns, step))
  const found = columns.map(({ type }, place) => foundOf(type, (name) => fact(place, name)))
  const detail = await oneRow(ask, detailsSql(columns, found, step))
  const tops = await byPlace(ask, topSql(columns, step))
  const texts = columns.flatMap(({ type }, place) =>
    shapeOf(type) === 'text' && count(fact(place, 'count')) > 0 ? [place] : [],
  )
  const patterns =
    texts.length > 0 ? await byPlace(ask, patternsSql(columns, texts, step)) : new Map<number, Cell[]>()
  return columns.map((column, place) =>
    profileOf(column, found[place] ?? nothing, {
      all: count(fact(-1, 'all_rows')),
      sampled: step > 1 ? count(fact(-1, 'seen_rows')) : undefined,
      fact: (name) => fact(place, name),
      detail: (name) => detail(place, name),
      top: tops.get(place) ?? [],
      patterns: patterns.get(place) ?? [],
    }),
  )
}

/** Rows by the place of their column, without it. */
async function byPlace(ask: Ask, sql: string): Promise<Map<number, Cell[]>> {
  const { page } = await ask(sql)
  const [places = [], ...rest] = page.columns
  return new Map(places.map((place, row) => [Number(place), rest.map((cells) => cells[row] ?? null)]))
}

const nothing: Found = { edges: null, fences: null }

function foundOf(type: string, fact: (name: string) => Cell): Found {
  const shape = shapeOf(type)
  const [low, high] = cells(fact('ends')).map((end) => (end === null ? Number.NaN : Number(end)))
  if (low === undefined || high === undefined || !(low < high)) return nothing
  if (isTime(shape)) return { ...nothing, edges: timeEdges(low, high, shape === 'date') }
  const fences = fencesOf(cells(fact('q')))
  // A few values far out would leave all others in one bar.
  const from = Math.max(low, fences?.low ?? low)
  const to = Math.min(high, fences?.high ?? high)
  return { ...nothing, fences, edges: numberEdges(from, to, shape === 'integer') }
}

/** Three interquartile ranges beyond the quartiles; null where half of the values are one and the same. */
function fencesOf(quantiles: Cell[]): Found['fences'] {
  const [, lower, , upper] = quantiles.map(Number)
  if (lower === undefined || upper === undefined || !(upper > lower)) return null
  const reach = 3 * (upper - lower)
  // Without the noise of floats: it is written into conditions that people read.
  const [low, high] = [lower - reach, upper + reach].map((end) => Number(end.toPrecision(12)))
  return low !== undefined && high !== undefined && Number.isFinite(low) && Number.isFinite(high)
    ? { low, high }
    : null
}

function lengthsOf(cell: Cell): ColumnProfile['lengths'] {
  const [min, median, max] = cells(cell)
  if (min === undefined || min === null) return undefined
  return { min: count(min), median: count(median ?? 0), max: count(max ?? 0) }
}

interface Facts {
  all: number
  sampled: number | undefined
  fact: (name: string) => Cell
  detail: (name: string) => Cell
  /** How many differ, the most frequent, and how many occur once. */
  top: Cell[]
  patterns: Cell[]
}

function profileOf(
  { name, type, bounds }: ProfiledColumn,
  { edges, fences }: Found,
  { all, sampled, fact, detail, top, patterns }: Facts,
): ColumnProfile {
  const shape = shapeOf(type)
  const valid = count(fact('count'))
  const about = sampled !== undefined
  const profile: ColumnProfile = {
    name,
    type,
    rows: all,
    nulls: all - valid,
    distinct: about
      ? distinctOf(count(fact('about')), count(top[0] ?? 0), count(top[2] ?? 0), valid, all / sampled)
      : count(top[0] ?? 0),
    ...(about && { about, sampled }),
  }
  if (shape === 'other') return profile
  profile.min = fact('min')
  profile.max = fact('max')
  profile.top = topOf(top[1] ?? null, type)
  if (isNumber(shape) || isTime(shape)) {
    const [a, b, c, d, e] = cells(fact('q'))
    if (a !== undefined && b !== undefined && c !== undefined && d !== undefined && e !== undefined)
      profile.quantiles = [a, b, c, d, e]
    if (edges) Object.assign(profile, barsOf(edges, counts(detail('bars')), shape))
  }
  if (isNumber(shape)) {
    profile.mean = numberOf(fact('mean'))
    profile.deviation = numberOf(fact('deviation'))
    if (fences) profile.outliers = { ...fences, below: count(detail('low')), above: count(detail('high')) }
  }
  if (shape === 'float') profile.infinite = count(fact('infinite'))
  if (isTime(shape)) {
    const [weekday, month, hour] = ['weekday', 'month', 'hour'].map((each) => counts(detail(each)))
    if (weekday?.length === 7 && month?.length === 12)
      profile.seasons = { weekday, month, ...(hour?.length === 24 && { hour }) }
  }
  if (shape === 'text') {
    const lengths = lengthsOf(fact('lengths'))
    if (lengths) profile.lengths = lengths
    profile.empty = count(fact('empty'))
    const classes = patternsOf(patterns)
    if (classes) profile.patterns = classes
  }
  if (bounds?.min !== undefined || bounds?.max !== undefined)
    profile.bounds = { ...bounds, below: count(detail('under')), above: count(detail('over')) }
  return profile
}

/**
 * How many values differ in all rows. DuckDB's estimate (HyperLogLog) may be a quarter off, so it is held within what
 * the sample proves: what differs there differs in all, and only a value that occurs once there stands for others that
 * were not seen, for at most as many as rows stand behind one of the sample (Charikar et al., Towards Estimation Error
 * Guarantees for Distinct Values, 2000).
 */
function distinctOf(estimate: number, differ: number, single: number, valid: number, scale: number): number {
  const most = Math.min(valid, differ + single * (scale - 1))
  return Math.round(Math.max(differ, Math.min(most, estimate)))
}

const numberOf = (cell: Cell): number | null => (typeof cell === 'number' ? cell : null)

function topOf(list: Cell, type: string): NonNullable<ColumnProfile['top']> {
  return structs(list).map(({ n, v, cut }) => ({
    value: cellOfText(String(v), type),
    count: count(n ?? 0),
    ...(cut === true && { cut: true as const }),
  }))
}

function structs(list: Cell): { [field: string]: Cell }[] {
  return cells(list).filter(
    (cell): cell is { [field: string]: Cell } =>
      cell !== null && typeof cell === 'object' && !Array.isArray(cell),
  )
}

const narrow = /^U?(TINYINT|SMALLINT|INTEGER)$/
const words: Record<string, string> = { nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' }

/** A value's text, as DuckDB casts it, in the form of its type's cells. */
function cellOfText(text: string, type: string): Cell {
  if (type === 'BOOLEAN') return text === 'true'
  if (shapeOf(type) === 'float') return words[text] ?? Number(text)
  return narrow.test(type) ? Number(text) : text
}

/** The counts come from the last edge down: above it, then bar by bar, then what lies below the first edge. */
function barsOf(
  edges: number[],
  counted: number[],
  shape: ReturnType<typeof shapeOf>,
): Pick<ColumnProfile, 'histogram' | 'beyond'> {
  if (counted.length < edges.length) return {}
  const ends = isTime(shape) ? edges.map((edge) => timeText(edge, shape === 'date')) : edges
  if (ends.some((end) => end === null)) return {}
  const last = edges.length - 1
  return {
    histogram: edges.slice(0, -1).map((_, bar) => ({
      from: ends[bar] ?? null,
      to: ends[bar + 1] ?? null,
      count: counted[last - bar] ?? 0,
    })),
    beyond: { below: counted[last + 1] ?? 0, above: counted[0] ?? 0 },
  }
}

/** Classes of one length each where a few of them say it, else those that forget the length. */
function patternsOf([exact = null, loose = null, counted = null]: Cell[]): ColumnProfile['patterns'] {
  const read = (list: Cell) => structs(list).map(({ p, n }) => ({ pattern: String(p), count: count(n ?? 0) }))
  const told = read(exact)
  if (told.length === 0) return undefined
  const some = told.slice(0, 5).reduce((sum, one) => sum + one.count, 0)
  return some >= 0.8 * count(counted) ? told : read(loose)
}
