import { short } from '#shared/names.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import { plural } from '../ui/index.ts'

/** More objects than this are not written into a query: it then compares the snapshots whole. */
const mostObjects = 500
/** Enough digits to be unique, and few enough to be read. */
const shown = 12

/**
 * The rows that only one of two snapshots holds, compared as whole values. `objects` are the paths that differ, when
 * they are all known: rows of all others are equal, so that only theirs are read.
 */
export function differenceSql(source: string, from: string, to: string, objects: string[] | null): string {
  const few = objects !== null && objects.length > 0 && objects.length <= mostObjects
  const side = (id: string) =>
    few
      ? `SELECT * EXCLUDE (_object, _row)\n  FROM ${nameInSql(`${source}_raw`)} AT (VERSION => '${id.slice(0, shown)}')\n  WHERE _object IN (\n${objects.map((path) => `    ${quoteText(path)}`).join(',\n')}\n  )`
      : `SELECT *\n  FROM ${nameInSql(source)} AT (VERSION => '${id.slice(0, shown)}')`
  const where = few ? `, in the ${plural(objects.length, 'object')} that differ` : ''
  return `-- Rows added (+) and gone (-) from ${short(from)} to ${short(to)}${where}
WITH before AS (
  ${side(from)}
), after AS (
  ${side(to)}
)
SELECT '+' AS change, * FROM (SELECT * FROM after EXCEPT ALL SELECT * FROM before)
UNION ALL
SELECT '-' AS change, * FROM (SELECT * FROM before EXCEPT ALL SELECT * FROM after);
`
}

/** A name as a person writes it: quoted only where it must be. */
export function nameInSql(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdent(name)
}
