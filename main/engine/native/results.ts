import { randomBytes } from 'node:crypto'
import { AppError } from '#shared/errors.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import type { EnginePool, Lease } from './pool.ts'

/** A whole result as it stands in an engine. */
export interface StoredResult {
  handle: string
  /** The engine that holds it. */
  key: string
  generation: number
  /** SQL of the relation that has its rows; columns beside `columns` are not shown. */
  relation: string
  /** A table of ours, to be dropped. */
  own: boolean
  columns: Column[]
  rows: number
  /** Row ids count from 0 without gaps, so that a page is a range of them. */
  byRowId: boolean
}

/** Most results kept; beyond that the one looked at longest ago goes, and is run again when it is looked at. */
const mostResults = 200

/** The results of this process by their handles. */
export interface Results {
  add(result: Omit<StoredResult, 'handle'>): StoredResult
  /** The result and its engine. Throws `HANDLE_GONE` for an unknown handle, `RESULT_GONE` when its engine went. */
  lease(handle: string): Promise<{ result: StoredResult; lease: Lease }>
  /** Forgets a handle and frees its rows. */
  close(handle: string): Promise<void>
}

export function createResults(pool: EnginePool): Results {
  const results = new Map<string, StoredResult>()

  const close = async (handle: string) => {
    const result = results.get(handle)
    results.delete(handle)
    if (!result?.own) return
    const lease = await pool.again(result.key, result.generation)
    if (!lease) return
    try {
      const connection = await lease.engine.connect()
      try {
        await connection.run(`DROP TABLE IF EXISTS ${result.relation}`)
      } finally {
        connection.closeSync()
      }
    } finally {
      lease.release()
    }
  }

  return {
    add(result) {
      // Not to be guessed: whoever holds a handle reads its rows.
      const stored = { ...result, handle: randomBytes(12).toString('hex') }
      results.set(stored.handle, stored)
      const [oldest] = results.keys()
      if (results.size > mostResults && oldest !== undefined) void close(oldest).catch(() => undefined)
      return stored
    },
    async lease(handle) {
      const result = results.get(handle)
      if (!result) throw gone('HANDLE_GONE')
      const lease = await pool.again(result.key, result.generation)
      if (!lease) {
        results.delete(handle)
        throw gone('RESULT_GONE')
      }
      results.delete(handle)
      results.set(handle, result)
      return { result, lease }
    },
    close,
  }
}

function gone(code: string): AppError {
  return new AppError({
    code,
    kind: 'failed',
    message: 'The engine freed this result. Run the statement again.',
  })
}

/** The shown columns as a select list. */
export const selectList = (columns: readonly Column[]): string =>
  columns.map(({ name }) => quoteIdent(name)).join(', ')
