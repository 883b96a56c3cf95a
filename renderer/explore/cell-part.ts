import { quoteIdent } from '#shared/sql/index.ts'
import type { ResultHandle } from '../engine/index.ts'
import type { CellContext } from '../ui/data-grid/index.ts'

/** Characters of a text, or bytes of a BLOB, that are shown at once. */
export const partLength = 10_000

/**
 * A part of a long cell from the engine: text, or hex of a BLOB. `from` counts characters or bytes from 0. Throws
 * AppError.
 */
export async function cellPart(
  handle: Pick<ResultHandle, 'over'>,
  { row, column }: Pick<CellContext, 'row' | 'column'>,
  { from, count }: { from: number; count: number },
  signal?: AbortSignal,
): Promise<string> {
  const name = quoteIdent(column.name)
  const part =
    column.type === 'BLOB'
      ? `${name}[${from + 1}:${from + count}]`
      : `substring(${name}::VARCHAR, ${from + 1}, ${count})`
  const { page } = await handle.over(
    `SELECT ${part} AS part FROM (SELECT ${name} FROM result LIMIT 1 OFFSET ${row})`,
    signal,
  )
  return String(page.columns[0]?.[0] ?? '')
}
