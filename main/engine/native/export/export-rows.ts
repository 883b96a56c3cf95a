import { existsSync, rmSync, statSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { inputError } from '#shared/errors.ts'
import type { ExportFormat } from '#shared/export-format.ts'
import type { Column } from '#shared/value.ts'
import { syncPath } from '../../../disk/index.ts'
import type { HandlerWork } from '../../../worker/index.ts'
import type { NativeSet } from '../../set.ts'
import { exactly } from '../check.ts'
import { openEngine } from '../engine.ts'
import { nativeError } from '../error.ts'
import { columnsOf, interruptible, oneStatement, prepareOne, readingOnly } from '../execute.ts'
import { copyOut } from './copy-out.ts'
import { type RowStream, rowStream } from './row-stream.ts'
import { uniqueNames } from './unique-names.ts'
import { writeArrow } from './write-arrow.ts'
import { writeExcel } from './write-excel.ts'
import { writeJson } from './write-json.ts'

export interface ExportRows {
  set: NativeSet
  sql: string
  format: ExportFormat
  /** Where to write; must not exist yet. */
  to: string
  /** Facts of the export as JSON, kept inside of the file where its format has a place for them. */
  about?: string
}

/** Formats that DuckDB itself writes; the others are written here, row by row. */
const written: Partial<Record<ExportFormat, (rows: RowStream, to: string, about: string) => Promise<void>>> =
  {
    json: writeJson,
    arrow: writeArrow,
    excel: writeExcel,
  }

/**
 * Writes the rows of a SELECT in their order, on an engine of its own that may write this one file. The SQL is
 * prepared by itself first, so it is one whole query that reads, and what stands around it is ours. Memory is bounded
 * whatever the number of rows. Throws `EXPORT_CANNOT_HOLD` for what the format has no place for.
 */
export async function exportRows(
  { set, sql, format, to, about = '{}' }: ExportRows,
  work: HandlerWork,
): Promise<{ rows: number; bytes: number; columns: Column[] }> {
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
      work.onProgress({ phase: 'Write', done: 0, total: null, unit: 'rows' })
      const columns = await columnsOfQuery(connection, text)
      const write = written[format]
      const rows = await interruptible(connection, work.signal, async () => {
        if (!write) return copyOut(connection, { query: text, columns, format, to, about }, work)
        const stream = rowStream(connection, text, columns, work)
        await write(stream, to, about)
        return stream.count()
      })
      work.signal.throwIfAborted()
      syncPath(to)
      done = true
      work.onProgress({ phase: 'Write', done: rows, total: rows, unit: 'rows' })
      return { rows, bytes: statSync(to).size, columns }
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

/** The query's columns, each under a name of its own, as no file of ours has two of one name. */
async function columnsOfQuery(connection: DuckDBConnection, sql: string): Promise<Column[]> {
  const prepared = await prepareOne(connection, sql, readingOnly)
  try {
    return uniqueNames(await columnsOf(connection, prepared, sql))
  } finally {
    prepared.destroySync()
  }
}
