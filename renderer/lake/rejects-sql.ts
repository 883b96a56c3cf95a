import { quoteText } from '#shared/sql/index.ts'
import { nameInSql } from './difference-sql.ts'

/** Counts of a source's rejects by reason and field, each with the first of its rows. */
export function rejectsByReason(source: string, limit: number): string {
  return `SELECT reason, field, count(*) AS rows, arg_min(_object, (_object, _row)) AS object,
  arg_min(_row, (_object, _row)) AS line, arg_min(raw, (_object, _row)) AS raw
FROM ${nameInSql(`${source}_rejects`)}
GROUP BY reason, field
ORDER BY rows DESC, reason, field
LIMIT ${limit}`
}

/** The rejects of one reason and field. */
export function rejectsOf(source: string, reason: string, field: string): string {
  const which = field === '' ? 'field IS NULL' : `field = ${quoteText(field)}`
  return `SELECT *\nFROM ${nameInSql(`${source}_rejects`)}\nWHERE reason = ${quoteText(reason)} AND ${which};\n`
}
