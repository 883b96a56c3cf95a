import type { Column } from '../value.ts'
import type { Ask } from './profile-columns.ts'
import { isNumber, shapeOf } from './shape.ts'
import { relations, short } from './statements.ts'

/** How two columns go together. `rows` have a value in both. */
export type Association =
  | { kind: 'numbers'; a: string; b: string; rows: number; pearson: number | null; spearman: number | null }
  | { kind: 'words'; a: string; b: string; rows: number; cramer: number | null }

/** Columns of more different values than this are names, and no classes to compare. */
export const mostClasses = 200

/** Whether two columns can be compared, and by what; null for a number beside a word. */
export function associationKind(a: Column, b: Column): Association['kind'] | null {
  const [one, other] = [shapeOf(a.type), shapeOf(b.type)]
  if (isNumber(one) && isNumber(other)) return 'numbers'
  const isWord = (shape: typeof one) => shape === 'text' || shape === 'word'
  return isWord(one) && isWord(other) ? 'words' : null
}

/**
 * Pearson's r and Spearman's rho (Pearson's r of the ranks, ties sharing their mean rank), or Cramér's V without bias
 * correction (Cramér, Mathematical Methods of Statistics, 1946: the root of chi squared over the rows times the lesser
 * number of classes less one). Rows that lack one of the two values are left out, pair by pair.
 */
export async function associate(ask: Ask, a: Column, b: Column, step: number): Promise<Association | null> {
  const kind = associationKind(a, b)
  if (kind === null) return null
  const { page } = await ask(kind === 'numbers' ? numbersSql(a, b, step) : wordsSql(a, b, step))
  const [rows, first, second] = page.columns.map((cells) => cells[0] ?? null)
  const names = { a: a.name, b: b.name, rows: Number(rows ?? 0) }
  const share = (cell: typeof first) => (typeof cell === 'number' ? cell : null)
  return kind === 'numbers'
    ? { kind, ...names, pearson: share(first), spearman: share(second) }
    : { kind, ...names, cramer: share(first) }
}

function numbersSql(a: Column, b: Column, step: number): string {
  const usable = (type: string, column: string) =>
    shapeOf(type) === 'float' ? `isfinite(${column}) AND abs(${column}) < 1e150` : `${column} IS NOT NULL`
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
