import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnValues } from '#shared/digest/index.ts'
import type { Column } from '#shared/value.ts'
import type { HandlerWork } from '../../../worker/index.ts'
import { prepareOne, readingOnly } from '../execute.ts'
import { chunkValues } from '../values.ts'

/** Some rows, column by column. */
export interface RowBatch {
  rows: number
  columns: ColumnValues[]
}

/** The rows of a query in their order, read as they are written. */
export interface RowStream {
  columns: Column[]
  batches(): AsyncGenerator<RowBatch>
  /** Rows handed over so far. */
  count(): number
}

/** Milliseconds between two words of progress. */
const telling = 200

/** A query's rows by DuckDB's own chunks: the next one is fetched when the one before has been written. */
export function rowStream(
  connection: DuckDBConnection,
  sql: string,
  columns: Column[],
  { signal, onProgress }: HandlerWork,
): RowStream {
  let rows = 0
  return {
    columns,
    count: () => rows,
    async *batches() {
      const prepared = await prepareOne(connection, sql, readingOnly)
      try {
        const result = await prepared.stream()
        let told = Date.now()
        for (;;) {
          signal.throwIfAborted()
          const chunk = await result.fetchChunk()
          if (!chunk || chunk.rowCount === 0) return
          yield { rows: chunk.rowCount, columns: chunkValues(columns, chunk) }
          rows += chunk.rowCount
          if (Date.now() - told < telling) continue
          told = Date.now()
          onProgress({ phase: 'Write', done: rows, total: null, unit: 'rows' })
        }
      } finally {
        prepared.destroySync()
      }
    },
  }
}
