import { quoteIdent } from '../sql/index.ts'
import type { Column } from '../value.ts'
import type { Ask } from './profile-columns.ts'
import { columnsAtOnce } from './profile-columns.ts'
import { field, relations, short } from './statements.ts'

/** One column that decides another: `violating` of `rows` rows would have to go for it to hold without exception. */
export interface Dependency {
  from: string
  to: string
  rows: number
  violating: number
}

/** Dependencies that fewer rows than this share break are told. */
export const mostViolating = 0.05

/**
 * How far a column decides each of others: the least number of rows to leave out so that no value of the first stands
 * beside two of the other, which is the error g3 of Kivinen and Mannila (Approximate inference of functional
 * dependencies from relations, 1995). NULL counts as a value.
 */
export async function dependenciesOf(
  ask: Ask,
  from: Column,
  others: readonly Column[],
  step: number,
): Promise<Dependency[]> {
  const found: Dependency[] = []
  for (let at = 0; at < others.length; at += columnsAtOnce) {
    const some = others.slice(at, at + columnsAtOnce)
    const tables = some.map(
      (_, place) =>
        `(SELECT coalesce(sum(n), 0)::BIGINT AS ${field(place, 'rows')}, coalesce(sum(n) - sum(most), 0)::BIGINT AS ${field(place, 'out')}
          FROM (SELECT max(n) AS most, sum(n) AS n FROM (SELECT ${short(0)} AS a, count(*) AS n FROM seen GROUP BY ${short(0)}, ${short(place + 1)}) GROUP BY a))`,
    )
    const { page } = await ask(`WITH ${relations([from, ...some], step)} SELECT * FROM ${tables.join(', ')}`)
    some.forEach(({ name }, place) => {
      const [rows, violating] = [0, 1].map((each) => Number(page.columns[place * 2 + each]?.[0] ?? 0))
      found.push({ from: from.name, to: name, rows: rows ?? 0, violating: violating ?? 0 })
    })
  }
  return found
}

/**
 * Whether a dependency may hold well enough to be worth asking: a column of more different values cannot be decided by
 * one of fewer, beyond a row each. Keys and columns of one value decide or are decided by anything, and are left out.
 */
export function worthAsking(
  from: { distinct: number; nulls: number },
  to: { distinct: number; nulls: number },
  rows: number,
): boolean {
  const values = (column: typeof from) => column.distinct + (column.nulls > 0 ? 1 : 0)
  if (values(from) < 2 || values(to) < 2 || values(from) >= rows) return false
  return values(to) - values(from) <= rows * mostViolating
}

/** A query over `of` that shows the values of one column that stand beside several of the other. */
export function violationsSql({ from, to }: Pick<Dependency, 'from' | 'to'>, of: string): string {
  const [a, b] = [from, to].map(quoteIdent)
  return `SELECT ${a}, ${b}, count(*) AS rows
FROM ${of}
GROUP BY ${a}, ${b}
QUALIFY count(*) OVER (PARTITION BY ${a}) > 1
ORDER BY ${a}, rows DESC
`
}
