import { statSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type DuckType, parseType } from '#shared/digest/index.ts'
import type { ExportFormat } from '#shared/export-format.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import type { HandlerWork } from '../../../worker/index.ts'
import { exactCast } from './exact-cast.ts'

interface CopyOut {
  query: string
  columns: Column[]
  format: ExportFormat
  to: string
  about: string
}

/** Writes a query's rows by DuckDB's COPY, on all cores. Progress counts bytes, since DuckDB tells no rows. */
export async function copyOut(
  connection: DuckDBConnection,
  { query, columns, format, to, about }: CopyOut,
  { onProgress }: HandlerWork,
): Promise<number> {
  const place = (index: number) => `c${index}`
  const shown = columns.map(({ name, type }, index) => {
    const value = format === 'parquet' ? parquetValue(place(index), name, parseType(type)) : place(index)
    return `${value} AS ${quoteIdent(name)}`
  })
  const names = columns.map((_, index) => place(index)).join(', ')
  const rows = `SELECT ${shown.join(', ')} FROM (${asRelation(query)}\n) AS result(${names})`
  const options =
    format === 'parquet'
      ? `FORMAT parquet, COMPRESSION zstd, KV_METADATA {lakebench_provenance: ${quoteText(about)}}`
      : 'FORMAT csv, HEADER true'
  const tell = setInterval(() => {
    const bytes = statSync(to, { throwIfNoEntry: false })?.size ?? 0
    onProgress({ phase: 'Write', done: bytes, total: null, unit: 'bytes' })
  }, 200)
  try {
    const written = await connection.runAndReadAll(
      `COPY (${rows}) TO ${quoteText(to)} (${options}, USE_TMP_FILE false)`,
    )
    return Number(written.getRows()[0]?.[0] ?? 0)
  } finally {
    clearInterval(tell)
  }
}

/** COPY takes a SELECT; DESCRIBE and its like stand in one. */
const asRelation = (sql: string): string =>
  /^\s*(SHOW|DESCRIBE|DESC|SUMMARIZE)\b/i.test(sql) ? `FROM (${sql}\n)` : sql

/** What Parquet would change without a word is written another way (HUGEINT, a float to it) or refused. */
function parquetValue(value: string, name: string, type: DuckType): string {
  if (type.kind === 'DATE') {
    const refusal = `${quoteIdent(name)} holds an infinite date, which Parquet cannot hold. Cast it to VARCHAR, or leave it out.`
    return `CASE WHEN isinf(${value}) THEN error(${quoteText(refusal)}) ELSE ${value} END`
  }
  return exactCast(value, type)
}
