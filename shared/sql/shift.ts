import { measureOf, type SharedColumn } from './difference.ts'
import { quoteIdent } from './names.ts'

/** How a column's shift is measured: by values on a line, or by categories. */
export type ShiftMeasure = 'kolmogorov-smirnov' | 'jensen-shannon'

/** Bars of a histogram. */
export const shiftBins = 20
/** Categories that are named. */
const named = 8

/** Numbers and times have a place on a line; everything else counts as categories. */
export function shiftMeasureOf({ before, after }: SharedColumn): ShiftMeasure {
  const [was, is] = [measureOf(before), measureOf(after)]
  const line = was === is || (was !== 'other' && is !== 'other' && was !== 'time' && is !== 'time')
  return line && was !== 'other' ? 'kolmogorov-smirnov' : 'jensen-shannon'
}

/** How often each value stands on either side: `x`, `b`, `a`. */
function counted(before: string, after: string, value: string): string {
  return `SELECT x, sum(b)::BIGINT AS b, sum(a)::BIGINT AS a FROM (
  SELECT ${value} AS x, 1 AS b, 0 AS a FROM ${before} UNION ALL SELECT ${value}, 0, 1 FROM ${after}
) GROUP BY x`
}

/**
 * The statement that compares how one column is spread in two relations. One row: `rows_b, rows_a, nulls_b, nulls_a,
 * distinct_b, distinct_a, shift` as DOUBLE; for values on a line also `mean_b, mean_a, low, high` and `bins`, a list
 * of `[bin, before, after]`; for categories `top`, a list of `{value, before, after}`.
 *
 * On a line the shift is the two-sample Kolmogorov-Smirnov statistic over the values that are there, exact: the
 * largest distance between the two cumulative shares. For categories it is the Jensen-Shannon distance to base 2,
 * with NULL as one of them. Both are 0 for equal and 1 for wholly different spreads.
 */
export function shiftSql(before: string, after: string, column: SharedColumn): string {
  return shiftMeasureOf(column) === 'kolmogorov-smirnov'
    ? lineSql(before, after, column)
    : categorySql(before, after, column)
}

const totals = `sum(b)::DOUBLE AS rows_b, sum(a)::DOUBLE AS rows_a,
  coalesce(sum(b) FILTER (WHERE x IS NULL), 0)::DOUBLE AS nulls_b, coalesce(sum(a) FILTER (WHERE x IS NULL), 0)::DOUBLE AS nulls_a,
  (count(*) FILTER (WHERE x IS NOT NULL AND b > 0))::DOUBLE AS distinct_b, (count(*) FILTER (WHERE x IS NOT NULL AND a > 0))::DOUBLE AS distinct_a`

function lineSql(before: string, after: string, column: SharedColumn): string {
  const name = quoteIdent(column.name)
  const time = measureOf(column.after) === 'time'
  // Instants as seconds; a number beyond a double's digits still has its place.
  const place = time ? 'epoch(x)' : 'x::DOUBLE'
  return `WITH v AS MATERIALIZED (${counted(before, after, name)}),
p AS MATERIALIZED (SELECT ${place} AS f, b, a FROM v WHERE x IS NOT NULL AND isfinite(${time ? 'x' : 'x::DOUBLE'})),
n AS (SELECT sum(b)::DOUBLE AS nb, sum(a)::DOUBLE AS na FROM p),
c AS MATERIALIZED (SELECT f, b, a, sum(b) OVER w AS cb, sum(a) OVER w AS ca FROM p WINDOW w AS (ORDER BY f ROWS UNBOUNDED PRECEDING)),
e AS (SELECT min(f) FILTER (WHERE cb + ca >= 0.005 * (nb + na)) AS low, coalesce(min(f) FILTER (WHERE cb + ca >= 0.995 * (nb + na)), max(f)) AS high FROM c, n),
h AS (SELECT least(greatest(CASE WHEN high > low THEN floor((f - low) / (high - low) * ${shiftBins}) ELSE 0 END, 0), ${shiftBins - 1})::INTEGER AS bin, sum(b)::DOUBLE AS hb, sum(a)::DOUBLE AS ha FROM p, e GROUP BY bin)
SELECT t.*, m.*, e.low, e.high, (SELECT list([bin::DOUBLE, hb, ha] ORDER BY bin) FROM h) AS bins,
  CASE WHEN nb > 0 AND na > 0 THEN (SELECT max(abs(cb / nb - ca / na)) FROM c) WHEN coalesce(nb, 0) = 0 AND coalesce(na, 0) = 0 THEN 0 ELSE 1 END::DOUBLE AS shift
FROM (SELECT ${totals} FROM v) t, (SELECT sum(f * b) / nullif(sum(b), 0) AS mean_b, sum(f * a) / nullif(sum(a), 0) AS mean_a FROM p) m, e, n`
}

function categorySql(before: string, after: string, column: SharedColumn): string {
  return `WITH v AS MATERIALIZED (${counted(before, after, `CAST(${quoteIdent(column.name)} AS VARCHAR)`)}),
n AS (SELECT sum(b)::DOUBLE AS nb, sum(a)::DOUBLE AS na FROM v),
s AS (SELECT b / nb AS p, a / na AS q FROM v, n)
SELECT t.*, (SELECT list({value: left(x, 200), before: b, after: a}) FROM (SELECT x, b, a FROM v WHERE x IS NOT NULL ORDER BY greatest(b, a) DESC, x LIMIT ${named})) AS top,
  CASE WHEN nb > 0 AND na > 0 THEN (SELECT sqrt(greatest(0, least(1, sum(
    coalesce(CASE WHEN p > 0 THEN p * log2(2 * p / (p + q)) END, 0) + coalesce(CASE WHEN q > 0 THEN q * log2(2 * q / (p + q)) END, 0)) / 2))) FROM s)
    WHEN coalesce(nb, 0) = 0 AND coalesce(na, 0) = 0 THEN 0 ELSE 1 END::DOUBLE AS shift
FROM (SELECT ${totals} FROM v) t, n`
}
