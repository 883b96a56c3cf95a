import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import { locked, writeImage } from './image.ts'
import { severalTables } from './several.ts'
import type { ReadFile, ReadResult } from './types.ts'

interface Relation {
  /** As a user names it: the schema is said where it is not `main`. */
  table: string
  sql: string
}

/**
 * Tables and views of a DuckDB database, copied as rows. The database is opened read-only by an engine that reaches
 * no other file: a view that reads one is refused by name, and the rest is copied.
 */
export async function readDuckdb(input: ReadFile, signal: AbortSignal): Promise<ReadResult> {
  // The engine looks for a log of changes beside it.
  const reads = [input.file, `${input.file}.wal`]
  const attach = (connection: DuckDBConnection) =>
    connection.run(`ATTACH ${quoteText(input.file)} AS src (READ_ONLY)`)
  const relations = await locked({ ...input, reads }, signal, async (connection) => {
    await attach(connection)
    return relationsOf(connection)
  })
  return severalTables(input, 'duckdb', relations, ({ sql }, image) =>
    writeImage({ ...input, reads, image }, signal, async (writer) => {
      await attach(writer.connection)
      await writer.write(sql)
    }),
  )
}

async function relationsOf(connection: DuckDBConnection): Promise<Relation[]> {
  const sql = `SELECT schema_name, table_name AS name, 0 AS kind FROM duckdb_tables() WHERE database_name = 'src' AND NOT internal
    UNION ALL SELECT schema_name, view_name, 1 FROM duckdb_views() WHERE database_name = 'src' AND NOT internal
    ORDER BY kind, 1, 2`
  const rows = (await connection.runAndReadAll(sql)).getRows()
  return rows.map(([schema, name]) => ({
    table: schema === 'main' ? String(name) : `${String(schema)}.${String(name)}`,
    sql: `src.${quoteIdent(String(schema))}.${quoteIdent(String(name))}`,
  }))
}
