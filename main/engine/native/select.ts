import type { DuckDBConnection } from '@duckdb/node-api'
import type { Column, Page } from '#shared/value.ts'
import { nativeError } from './error.ts'
import { columnsOf, prepareOne, readingOnly, stream } from './execute.ts'
import { cellsOf } from './values.ts'

/** Rows of a query, column by column. */
export interface QueryResult {
  columns: Column[]
  page: Page
}

/** Runs a query that is prepared under the lock, and reads at most `limit` rows. Throws AppError with the place. */
export async function select(connection: DuckDBConnection, sql: string, limit: number): Promise<QueryResult> {
  try {
    const prepared = await prepareOne(connection, sql, readingOnly)
    try {
      const columns = await columnsOf(connection, prepared, sql)
      const cells = cellsOf(columns)
      await stream(prepared, (chunk) => {
        cells.add(chunk, limit - cells.rows())
        return cells.rows() < limit
      })
      return { columns, page: { from: 0, columns: cells.cells } }
    } finally {
      prepared.destroySync()
    }
  } catch (thrown) {
    throw nativeError(thrown, sql)
  }
}
