import type { DuckDBConnection } from '@duckdb/node-api'
import { cellOf } from '#shared/cells.ts'
import { columnOf, parseType, resultDigest } from '#shared/digest/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { nativeValue } from '../../native/values.ts'

/** The second opinion of the tests: columns, cells column by column, and digest of a query on native. */
export async function nativeAnswer(
  connection: DuckDBConnection,
  sql: string,
): Promise<{ columns: Column[]; cells: Cell[][]; digest: string }> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`)
  const described = await connection.runAndReadAll('DESCRIBE answer')
  const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
  const read = await connection.runAndReadAll('SELECT * FROM answer')
  const delivered = read.getColumns()
  const values = columns.map((_, index) => (delivered[index] ?? []).map((value) => nativeValue(value)))
  const digest = resultDigest(columns)
  digest.add(values.map(columnOf))
  return {
    columns,
    cells: columns.map((column, index) => (values[index] ?? []).map(cellOf(parseType(column.type)))),
    digest: digest.hex(),
  }
}
