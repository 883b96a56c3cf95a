import type { Column } from '../value.ts'
import type { Ask } from './profile-columns.ts'
import { isNumber, shapeOf } from './shape.ts'
import { relations, short } from './statements.ts'

/** How two columns go together. `rows` have a value in both. */
export type Association =
  | { kind: 'numbers'; a: string; b: string; rows: number; pearson: number | null; spearman: number | null }
  | { kind: 'words'; a: string; b: string; rows: number; cramer: number | null }
  | { kind: 'mixed'; a: string; b: string; rows: number; eta: number | null }

/** Columns of more different values than this are names, and no classes to compare. */
export const mostClasses = 200

/** Whether two columns can be compared, and by what. */
export function associationKind(a: Column, b: Column): Association['kind'] | null {
  const shapes = [shapeOf(a.type), shapeOf(b.type)]
  const numbers = shapes.filter(isNumber).length
  const words = shapes.filter((shape) => shape === 'text' || shape === 'word').length
  if (numbers + words < 2) return null
  return numbers === 2 ? 'numbers' : words === 2 ? 'words' : 'mixed'
}

/**
 * Pearson's r and Spearman's rho (Pearson's r of the ranks, ties sharing their mean rank), or Cramér's V without bias
 * correction (Cramér, Mathematical Methods of Statistics, 1946: the root of chi squared over the rows times the lesser
 * number of classes less one). A number beside a word has the correlation ratio, eta (Fisher, Statistical Methods for
 * Research Workers, 1925: the root of the share of the number's variance that lies between the means of the classes).
 * Rows that lack one of the two values are left out, pair by pair.
 */
export async function associate(ask: Ask, a: Column, b: Column, step: number): Promise<Association | null> {
  const kind = associationKind(a, b)
  if (kind === null) return null
  const { page } = await ask(sqlOf[kind](a, b, step))
  const [rows, first, second] = page.columns.map((cells) => cells[0] ?? null)
  const names = { a: a.name, b: b.name, rows: Number(rows ?? 0) }
  const share = (cell: typeof first) => (typeof cell === 'number' ? cell : null)
  if (kind === 'numbers') return { kind, ...names, pearson: share(first), spearman: share(second) }
  return kind === 'words' ? { kind, ...names, cramer: share(first) } : { kind, ...names, eta: share(first) }
}

const sqlOf = { numbers: numbersSql, words: wordsSql, mixed: mixedSql }

/** Whether a number is there, and small enough for its square to be a number too. */
const usable = (type: string, column: string) =>
  shapeOf(type) === 'float' ? `isfinite(${column}) AND abs(${column}) < 1e150` : `${column} IS NOT NULL`

function numbersSql(a: Column, b: Column, step: number): string {
  const rank = (column: string) =>
    `rank() OVER (ORDER BY ${column}) + (count(*) OVER (PARTITION BY ${column}) - 1) / 2`
  // A column of one value has no correlation, and DuckDB says NaN.
  const corr = (x: string, y: string) =>
    `CASE WHEN min(${x}) < max(${x}) AND min(${y}) < max(${y}) THEN corr(${x}, ${y}) END`
  return `WITH ${relations([a, b], step)},
    pair AS (SELECT ${short(0)}::DOUBLE AS x, ${short(1)}::DOUBLE AS y FROM seen
      WHERE ${usable(a.type, short(0))} AND ${usable(b.type, short(1))}),
    ranked AS (SELECT x, y, ${rank('x')} AS rx, ${rank('y')} AS ry FROM pair)
    SELECT count(*) AS rows, ${corr('x', 'y')} AS pearson, ${corr('rx', 'ry')} AS spearman FROM ranked`
}

function wordsSql(a: Column, b: Column, step: number): string {
  return `WITH ${relations([a, b], step)},
    cells AS (SELECT ${short(0)} AS x, ${short(1)} AS y, count(*) AS n FROM seen
      WHERE ${short(0)} IS NOT NULL AND ${short(1)} IS NOT NULL GROUP BY ALL),
    sums AS (SELECT x, y, n, sum(n) OVER (PARTITION BY x) AS nx, sum(n) OVER (PARTITION BY y) AS ny FROM cells),
    told AS (SELECT coalesce(sum(n), 0) AS rows, sum(n::DOUBLE * n / (nx::DOUBLE * ny)) - 1 AS chi,
      least(count(DISTINCT x), count(DISTINCT y)) - 1 AS classes FROM sums)
    SELECT rows::BIGINT AS rows, CASE WHEN classes > 0 THEN sqrt(greatest(chi, 0) / classes) END AS cramer FROM told`
}

function mixedSql(a: Column, b: Column, step: number): string {
  const [number, word] = isNumber(shapeOf(a.type)) ? [a, b] : [b, a]
  return `WITH ${relations([number, word], step)},
    pair AS (SELECT ${short(0)}::DOUBLE AS x, ${short(1)} AS y FROM seen
      WHERE ${usable(number.type, short(0))} AND ${short(1)} IS NOT NULL),
    told AS (SELECT count(*) AS rows, avg(x) AS middle, var_pop(x) * count(*) AS total, min(x) < max(x) AS varies FROM pair),
    classes AS (SELECT count(*) AS n, avg(x) AS mean FROM pair GROUP BY y),
    between_ AS (SELECT count(*) AS classes, sum(n * (mean - (SELECT middle FROM told)) ** 2) AS part FROM classes)
    SELECT rows, CASE WHEN varies AND classes > 1 THEN sqrt(least(1, part / total)) END AS eta FROM told, between_`
}
