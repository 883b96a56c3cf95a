import type { Column } from '#shared/value.ts'
import { columnClass } from '../data-grid/cell-format.ts'
import type { ChartKind, ChartSpec } from './types.ts'

export interface ChartRoles {
  time: string[]
  number: string[]
  word: string[]
}

/** Names of a row or of a place in it rather than of a quantity: nobody wants their sum. */
const keyLike = /(^|_)(id|key|uuid|code|zip|year|month|day|hour|week)$/i

/** What each column can be in a chart. A name that occurs twice cannot be named, so it is left out. */
export function chartRoles(columns: Column[]): ChartRoles {
  const roles: ChartRoles = { time: [], number: [], word: [] }
  for (const { name, type } of columns) {
    if (columns.filter((other) => other.name === name).length > 1) continue
    const of = columnClass(type)
    if (of === 'time' && /^(DATE|TIMESTAMP)/.test(type)) roles.time.push(name)
    else if (of === 'integer' || of === 'decimal' || of === 'float') roles.number.push(name)
    else if (of === 'text' || of === 'boolean') roles.word.push(name)
  }
  return roles
}

/** Longitude and latitude, when a result has both. */
function placeOf({ number }: ChartRoles): { longitude: string; latitude: string } | null {
  const longitude = number.find((name) => /^(.*_)?(lon|lng|long|longitude)$/i.test(name))
  const latitude = number.find((name) => /^(.*_)?(lat|latitude)$/i.test(name))
  return longitude && latitude ? { longitude, latitude } : null
}

/** The regions that a column's name promises; `state` may be the state of an order, so there must be as many as there are states. */
function regionsOf(name: string, distinct: number | undefined): 'countries' | 'states' | null {
  if (/^(.*_)?(country|country_code|country_name|iso[23])$/i.test(name)) return 'countries'
  if (!/^(.*_)?(us_)?state(_code|_name)?$/i.test(name)) return null
  return distinct !== undefined && distinct >= 20 && distinct <= 70 ? 'states' : null
}

/** Distinct values by column, as far as they are known; a rough count does. */
export type Distinct = Readonly<Record<string, number>>

/** A first sensible chart of a result by its types, its size and how many values its columns have; null when nothing can be drawn. */
export function chooseChart(columns: Column[], rows: number, distinct: Distinct = {}): ChartSpec | null {
  const roles = chartRoles(columns)
  const { time, number } = roles
  // A word that never varies says nothing, and one that is another in each row names the row.
  const word = roles.word.filter((name) => {
    const count = distinct[name]
    return count === undefined || (count > 1 && (count <= 100 || count < rows / 2))
  })
  const series = word.find((name) => (distinct[name] ?? 1) <= 12) ?? null
  const measure = number.find((name) => !keyLike.test(name)) ?? null
  const key = number.find((name) => keyLike.test(name)) ?? null
  const spec = (
    kind: ChartKind,
    x: string,
    y: string | null,
    color: string | null = null,
    aggregate: ChartSpec['aggregate'] = y === null ? 'count' : 'avg',
  ): ChartSpec => ({ kind, x, y, color, aggregate, map: null })
  const few = rows <= 5000
  const counts = bucketsAndCounts(columns, rows)
  if (counts) return spec('histogram', counts.bucket, counts.count, null, 'sum')
  const place = placeOf(roles)
  if (place) {
    return { ...spec('map', place.longitude, place.latitude, null, 'count'), map: 'points' }
  }
  for (const name of word) {
    const map = regionsOf(name, distinct[name])
    if (map) return { ...spec('map', name, measure, null), map }
  }
  if (time[0] && measure) return spec('line', time[0], measure, few ? series : null)
  if (word[0] && measure) return spec('bar', word[0], measure, null, few ? 'sum' : 'avg')
  if (key && measure && few) return spec('line', key, measure)
  const [first, second] = number.filter((name) => !keyLike.test(name))
  if (first && second) return spec(few ? 'point' : 'heat', first, second, null, 'count')
  if (measure) return spec('histogram', measure, null)
  if (time[0]) return spec('line', time[0], null)
  if (word[0]) return spec('bar', word[0], null)
  return key ? spec('histogram', key, null) : null
}

/** Rows of buckets beyond this are measured points. */
const mostBuckets = 200

/** Whether a result is `SELECT bucket, count(*) … GROUP BY bucket`: a number first, then one of the type of a count. */
function bucketsAndCounts(columns: Column[], rows: number): { bucket: string; count: string } | null {
  const [first, second] = columns
  const { number } = chartRoles(columns)
  const isCount = (column: Column) => column.type === 'BIGINT' && !keyLike.test(column.name)
  if (!first || !second || rows > mostBuckets || !isCount(second)) return null
  if (!number.includes(first.name) || keyLike.test(first.name) || isCount(first)) return null
  return { bucket: first.name, count: second.name }
}

/** The spec of another kind with columns that fit it; null when the result has none that do. */
export function asKind(kind: ChartKind, columns: Column[], from: ChartSpec | null): ChartSpec | null {
  const roles = chartRoles(columns)
  const { time, number, word } = roles
  const numeric = (name: string | null | undefined) =>
    name !== null && name !== undefined && number.includes(name)
  const y = numeric(from?.y) ? (from?.y ?? null) : (number.find((name) => name !== from?.x) ?? null)
  const spec = (x: string | undefined, of: string | null, map: ChartSpec['map'] = null): ChartSpec | null =>
    x === undefined ? null : { kind, x, y: of, aggregate: of === null ? 'count' : 'avg', color: null, map }
  switch (kind) {
    case 'bar':
      return spec(word[0] ?? time[0] ?? number[0], y)
    case 'line':
    case 'area':
      return spec(time[0] ?? number.find((name) => name !== y) ?? number[0], kind === 'area' ? null : y)
    case 'histogram':
      return spec(numeric(from?.x) ? from?.x : (y ?? undefined), null)
    case 'box':
      return y === null ? null : counted(spec(word[0] ?? time[0] ?? number.find((name) => name !== y), y))
    case 'map': {
      const place = placeOf(roles)
      if (place) return counted(spec(place.longitude, place.latitude, 'points'))
      return spec(word.find((name) => regionsOf(name, 50) !== null) ?? word[0], null, 'countries')
    }
    default: {
      const [first, second] = number
      const other = from?.y
      return first && second
        ? counted(spec(first, other && numeric(other) && other !== first ? other : second))
        : null
    }
  }
}

/** A chart whose second column is an axis has no aggregate of it. */
const counted = (spec: ChartSpec | null): ChartSpec | null => spec && { ...spec, aggregate: 'count' }
