import type { Bounds } from '../format/profile.ts'
import { formatType, parseType, quoteIdent, quoteText } from '../sql/index.ts'
import type { Column } from '../value.ts'
import { looseSql, patternSql } from './patterns.ts'
import { isNumber, isTime, shapeOf } from './shape.ts'

/** A column whose profile is asked for, with the bounds that its contract sets. */
export interface ProfiledColumn extends Column {
  bounds?: Bounds | undefined
}

/** How many values, and how many classes, are listed. */
const mostValues = 10
const mostPatterns = 6
/** Longer texts are kept by their first characters. */
export const mostText = 300

/** Names by which the statements' columns are read: `c0_nulls` is of the first column. */
export const field = (place: number, name: string): string => `c${place}_${name}`

export const short = (place: number): string => `c${place}`

/**
 * The columns under short names as `every`, and as `seen` those rows that are looked at closely: all, or each row whose
 * place hashes to 0 of `step`, which is the same sample each time, from all over, and beats with no data that repeats.
 */
export function relations(columns: readonly ProfiledColumn[], step: number): string {
  const names = columns.map(({ name }, place) => `${quoteIdent(name)} AS ${short(place)}`).join(', ')
  const own = columns.map((_, place) => short(place)).join(', ')
  const every = `every AS NOT MATERIALIZED (SELECT ${names} FROM result)`
  return step <= 1
    ? `${every}, seen AS NOT MATERIALIZED (SELECT ${own} FROM every)`
    : `${every}, seen AS MATERIALIZED (
        SELECT ${own} FROM (SELECT ${names}, row_number() OVER () AS lb_row FROM result) WHERE hash(lb_row) % ${step} = 0)`
}

/** NaN and infinities have no place in bars and quantiles. */
function finite(type: string, column: string): string {
  const shape = shapeOf(type)
  if (shape === 'float') return ` FILTER (isfinite(${column}))`
  return isTime(shape) ? ` FILTER (isfinite(TRY_CAST(${column} AS TIMESTAMP)))` : ''
}

/** The first statement: what says where the bars may stand. One row. */
export function factsSql(columns: readonly ProfiledColumn[], step: number): string {
  const whole = ['count(*) AS all_rows']
  const part = ['count(*) AS seen_rows']
  columns.forEach(({ type }, place) => {
    const shape = shapeOf(type)
    const column = short(place)
    const as = (name: string, sql: string) => `${sql} AS ${field(place, name)}`
    whole.push(as('count', `count(${column})`))
    // A sample says little of how many differ in all.
    if (step > 1) whole.push(as('about', `approx_count_distinct(${column})`))
    if (shape === 'other') return
    const bounded = shape === 'text' ? `left(${column}, ${mostText})` : column
    whole.push(as('min', `min(${bounded})`), as('max', `max(${bounded})`))
    if (isNumber(shape) || isTime(shape)) {
      part.push(
        as('q', `quantile_disc(${column}, [0.05, 0.25, 0.5, 0.75, 0.95])${finite(type, column)}`),
        as(
          'ends',
          `[min(${numeric(type, column)})${finite(type, column)}, max(${numeric(type, column)})${finite(type, column)}]`,
        ),
      )
    }
    if (isNumber(shape)) {
      part.push(
        as('mean', `avg(${column}::DOUBLE)${finite(type, column)}`),
        as('deviation', deviation(type, column)),
      )
    }
    if (shape === 'float') whole.push(as('infinite', `count(*) FILTER (NOT isfinite(${column}))`))
    if (shape === 'text') {
      part.push(
        as(
          'lengths',
          `[min(length(${column})), quantile_disc(length(${column}), 0.5), max(length(${column}))]`,
        ),
        as('empty', `count(*) FILTER (${column} = '')`),
      )
    }
  })
  return oneRowSql(columns, step, whole, part)
}

/** Aggregates over all rows and over those that are looked at, in one row. */
function oneRowSql(
  columns: readonly ProfiledColumn[],
  step: number,
  whole: readonly string[],
  part: readonly string[],
): string {
  const head = `WITH ${relations(columns, step)}`
  // All aggregates in one pass: a subquery for each costs more to plan than to run.
  return step <= 1
    ? `${head} SELECT ${[...whole, ...part].join(', ')} FROM every`
    : `${head} SELECT * FROM (SELECT ${whole.join(', ')} FROM every), (SELECT ${part.join(', ')} FROM seen)`
}

/** A deviation that overflows is none, where DuckDB would end the statement. */
function deviation(type: string, column: string): string {
  const number = `${column}::DOUBLE`
  const inReach = `abs(${number}) < 1e150`
  return `CASE WHEN count(*) FILTER (${shapeOf(type) === 'float' ? `isfinite(${column}) AND ` : ''}NOT ${inReach}) = 0
    THEN stddev_samp(${number}) FILTER (${inReach}) END`
}

/** A column as a number that bars are counted by: times in microseconds since 1970. */
export function numeric(type: string, column: string): string {
  if (isNumber(shapeOf(type))) return `${column}::DOUBLE`
  return `epoch_us(TRY_CAST(${column} AS TIMESTAMP))::DOUBLE`
}

/** What the first statement found, as far as the second needs it. */
export interface Found {
  edges: number[] | null
  fences: { low: number; high: number } | null
}

/** The second statement: bars, seasons, and what lies beyond fences and bounds. One row. */
export function detailsSql(
  columns: readonly ProfiledColumn[],
  found: readonly Found[],
  step: number,
): string {
  const whole = ['1 AS told']
  const part = ['1 AS told_too']
  columns.forEach(({ type, bounds }, place) => {
    const shape = shapeOf(type)
    const { edges, fences } = found[place] ?? { edges: null, fences: null }
    const column = short(place)
    const as = (name: string, sql: string) => `${sql} AS ${field(place, name)}`
    if (edges) {
      // `histogram` counts up to an edge and with it: of the negative numbers, from an edge and with it.
      const turned = edges.map((edge) => `${-edge}`).reverse()
      part.push(
        as(
          'bars',
          `map_values(histogram(-(${numeric(type, column)}), [${turned.join(', ')}]::DOUBLE[])${finite(type, column)})`,
        ),
      )
    }
    if (isTime(shape)) {
      const time = `TRY_CAST(${column} AS TIMESTAMP)`
      const season = (name: string, of: string, from: number, to: number) =>
        as(name, `map_values(histogram(${of}(${time}), range(${from}, ${to + 1}))${finite(type, column)})`)
      part.push(season('weekday', 'isodow', 1, 7), season('month', 'month', 1, 12))
      if (shape === 'time') part.push(season('hour', 'hour', 0, 23))
    }
    if (fences) {
      whole.push(
        as('low', `count(*) FILTER (${below(type, column, fences.low)})`),
        as('high', `count(*) FILTER (${above(type, column, fences.high)})`),
      )
    }
    if (bounds?.min !== undefined && shape !== 'other')
      whole.push(as('under', `count(*) FILTER (${below(type, column, bounds.min)})`))
    if (bounds?.max !== undefined && shape !== 'other')
      whole.push(as('over', `count(*) FILTER (${above(type, column, bounds.max)})`))
  })
  return oneRowSql(columns, step, whole, part)
}

/** The different values of each column with how often each occurs, as `place`, `v`, `n` and `cut`. */
function valuesSql(columns: readonly ProfiledColumn[], places: readonly number[]): string {
  return places
    .map((place) => {
      const shape = shapeOf(columns[place]?.type ?? '')
      const value =
        shape === 'text'
          ? `left(v, ${mostText})`
          : shape === 'other'
            ? "CASE WHEN v IS NOT NULL THEN '' END"
            : 'v::VARCHAR'
      return `SELECT ${place} AS place, ${value} AS v, n, ${shape === 'text' ? `length(v) > ${mostText}` : 'false'} AS cut
        FROM (SELECT ${short(place)} AS v, count(*) AS n FROM seen GROUP BY 1)`
    })
    .join(' UNION ALL ')
}

/** The third statement: a row a column, with how many values differ, the most frequent ones, and how many occur once. */
export function topSql(columns: readonly ProfiledColumn[], step: number): string {
  const places = columns.map((_, place) => place)
  return `WITH ${relations(columns, step)}
    SELECT place, count(v) AS differ, max({'n': n, 'v': v, 'cut': cut}, ${mostValues}) FILTER (v IS NOT NULL) AS top,
      count(v) FILTER (n = 1) AS single
    FROM (${valuesSql(columns, places)}) GROUP BY place ORDER BY place`
}

/** The fourth statement, for columns of text: a row a column, with its most frequent classes, exact and loose. */
export function patternsSql(
  columns: readonly ProfiledColumn[],
  places: readonly number[],
  step: number,
): string {
  const often = (name: string) => `max({'n': n, 'p': ${name}}, ${mostPatterns})`
  return `WITH ${relations(columns, step)},
    classes AS MATERIALIZED (SELECT place, ${patternSql('v')} AS p, sum(n)::BIGINT AS n
      FROM (${places.map((place) => `SELECT ${place} AS place, ${short(place)} AS v, count(*) AS n FROM seen GROUP BY 2`).join(' UNION ALL ')})
      WHERE v IS NOT NULL GROUP BY 1, 2),
    loose AS MATERIALIZED (SELECT place, ${looseSql('p')} AS p, sum(n)::BIGINT AS n FROM classes GROUP BY 1, 2)
    SELECT a.place, exact, loose, counted FROM
      (SELECT place, ${often('p')} AS exact, sum(n)::BIGINT AS counted FROM classes GROUP BY place) a
      JOIN (SELECT place, ${often('p')} AS loose FROM loose GROUP BY place) b USING (place) ORDER BY place`
}

/** A bound as a literal of the type: a number plainly, a text as what it stands for, NULL when it is no such thing. */
function boundSql(value: number | string, type: string): string {
  if (typeof value === 'number' && isNumber(shapeOf(type))) return numberSql(value, type)
  return `TRY_CAST(${quoteText(String(value))} AS ${formatType(parseType(type))})`
}

/** A number as it is compared with a column. DOUBLE is said where the column's own kind would round it. */
export function numberSql(value: number, type: string): string {
  const text = Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value)
  return type === 'FLOAT' && !Number.isInteger(value) ? `${text}::DOUBLE` : text
}

/** The condition that a value lies below a bound. NaN and infinite values lie beyond neither. */
export function below(type: string, column: string, bound: number | string): string {
  const finite = shapeOf(type) === 'float' ? ` AND isfinite(${column})` : ''
  return `${column} < ${boundSql(bound, type)}${finite}`
}

/** The condition that a value lies above a bound. */
export function above(type: string, column: string, bound: number | string): string {
  const finite = shapeOf(type) === 'float' ? ` AND isfinite(${column})` : ''
  return `${column} > ${boundSql(bound, type)}${finite}`
}
