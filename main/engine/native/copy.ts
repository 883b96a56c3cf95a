import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { inputError } from '#shared/errors.ts'
import { quoteText } from '#shared/sql/index.ts'
import { makeFolderSync, syncPath } from '../../disk/index.ts'
import type { HandlerWork } from '../../worker/index.ts'

/** What is written where: `sql` may read files, so it is our own text and never a user's. */
export interface FileCopy {
  sql: string
  /** A file, or a folder when the options partition. Must not exist. */
  to: string
  /** Options of DuckDB's COPY, e.g. `FORMAT parquet, PARTITION_BY (day)`. */
  options: string
}

/**
 * Files written by DuckDB from files: spread into the native process's handler map. The same input gives the same
 * bytes, since one thread writes the rows in their order.
 */
export const copyHandlers = {
  /** Writes each copy beside its place, makes it durable, then renames. Throws `FILE_EXISTS` and DuckDB's error. */
  async copyFiles({ copies }: { copies: FileCopy[] }, work: HandlerWork): Promise<void> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    const stop = () => connection.interrupt()
    work.signal.addEventListener('abort', stop)
    try {
      await connection.run("SET TimeZone = 'UTC'")
      for (const [done, { sql, to, options }] of copies.entries()) {
        work.signal.throwIfAborted()
        work.onProgress({ phase: 'Write', done, total: copies.length, unit: 'files', detail: to })
        if (existsSync(to)) {
          throw inputError('FILE_EXISTS', `${to} is already there. Remove it or choose another place.`, {
            file: to,
          })
        }
        makeFolderSync(dirname(to))
        const temporary = `${to}.${randomBytes(6).toString('hex')}.tmp`
        try {
          await connection.run(`COPY (${sql}) TO ${quoteText(temporary)} (${options})`)
          makeDurable(temporary)
          renameSync(temporary, to)
        } catch (thrown) {
          rmSync(temporary, { recursive: true, force: true })
          throw thrown
        }
      }
    } finally {
      work.signal.removeEventListener('abort', stop)
      connection.closeSync()
      instance.closeSync()
    }
  },
}

/** fsync of a file, or of all files under a folder and the folder itself. */
function makeDurable(path: string): void {
  syncPath(path)
  for (const entry of foldersEntries(path)) makeDurable(join(path, entry))
}

function foldersEntries(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
