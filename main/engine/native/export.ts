import { existsSync, rmSync, statSync } from 'node:fs'
import { inputError } from '#shared/errors.ts'
import { quoteText } from '#shared/sql/index.ts'
import { syncPath } from '../../disk/index.ts'
import type { HandlerWork } from '../../worker/index.ts'
import type { NativeSet } from '../set.ts'
import { exactly } from './check.ts'
import { openEngine } from './engine.ts'
import { nativeError } from './error.ts'
import { interruptible, oneStatement, prepareOne, readingOnly } from './execute.ts'

export interface ExportRows {
  set: NativeSet
  sql: string
  format: 'csv' | 'parquet' | 'json'
  /** Where to write; must not exist yet. */
  to: string
}

const options: Record<ExportRows['format'], string> = {
  csv: 'FORMAT csv, HEADER true',
  parquet: 'FORMAT parquet, COMPRESSION zstd',
  json: 'FORMAT json, ARRAY true',
}

/**
 * Writes the rows of a SELECT in their order, on an engine of its own that may write this one file. The SQL is
 * prepared by itself first, so it is one whole query that reads, and what stands around it is ours.
 */
export async function exportRows(
  { set, sql, format, to }: ExportRows,
  work: HandlerWork,
): Promise<{ rows: number; bytes: number }> {
  if (existsSync(to))
    throw inputError('FILE_EXISTS', `${to} is already there. Name another file, or remove that one first.`, {
      file: to,
    })
  const text = oneStatement(sql)
  const engine = await openEngine(set, { writes: to })
  let done = false
  try {
    const connection = await engine.connect()
    try {
      const query = asRelation(text)
      ;(await prepareOne(connection, text, readingOnly)).destroySync()
      const copy = `COPY (${query}\n) TO ${quoteText(to)} (${options[format]}, USE_TMP_FILE false)`
      work.onProgress({ phase: 'Write', done: 0, total: null, unit: 'rows' })
      const written = await interruptible(connection, work.signal, () => connection.runAndReadAll(copy))
      const rows = Number(written.getRows()[0]?.[0] ?? 0)
      syncPath(to)
      done = true
      work.onProgress({ phase: 'Write', done: rows, total: rows, unit: 'rows' })
      return { rows, bytes: statSync(to).size }
    } finally {
      connection.closeSync()
    }
  } catch (thrown) {
    throw await exactly(nativeError(thrown, text), engine.checker, text)
  } finally {
    engine.close()
    if (!done) rmSync(to, { force: true })
  }
}

/** COPY takes a SELECT; DESCRIBE and its like stand in one. */
const asRelation = (sql: string): string =>
  /^\s*(SHOW|DESCRIBE|DESC|SUMMARIZE)\b/i.test(sql) ? `FROM (${sql}\n)` : sql
