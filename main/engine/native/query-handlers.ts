import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnShift, KeyProposal, RowDifference } from '#shared/contract/difference.ts'
import type { NativeHandle } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import { cutPage, longestList } from '#shared/long-cells.ts'
import { quoteIdent, type Tolerance } from '#shared/sql/index.ts'
import type { Column, Page, SortKey } from '#shared/value.ts'
import type { HandlerWork } from '../../worker/index.ts'
import type { NativeSet } from '../set.ts'
import type { RunResponse } from '../wasm/run.ts'
import { type Analysis, analyse } from './analyse.ts'
import { type CheckProblem, checkProblem, exactly } from './check.ts'
import { compareColumn, compareRows, type Pair, uniqueKey } from './compare.ts'
import { openEngine } from './engine.ts'
import { isBroken, nativeError } from './error.ts'
import {
  describe,
  interruptible,
  oneStatement,
  ownMemory,
  prepareOne,
  readingOnly,
  runOwn,
  stream,
} from './execute.ts'
import { type ExportRows, exportRows } from './export/export-rows.ts'
import { type Formatted, format } from './format.ts'
import { groupedBy } from './grouped-by.ts'
import { comparePlans } from './plan.ts'
import { createPool, type Lease } from './pool.ts'
import { createResults, type StoredResult, selectList } from './results.ts'
import { type NativeRun, runForDigest } from './run-digest.ts'
import { type QueryResult, select } from './select.ts'
import { createSessions } from './sessions.ts'
import { storeInside, storeQuery, storeTable } from './store.ts'
import { cellsOf } from './values.ts'
import { type Vocabulary, vocabulary } from './vocabulary.ts'

export type { Analysis } from './analyse.ts'
export type { CheckProblem } from './check.ts'
export type { QueryResult } from './select.ts'
export type { Vocabulary } from './vocabulary.ts'

/** Rows of `query` and `over`, unless another limit is given. */
const mostRows = 10_000

const pool = createPool()
const results = createResults(pool)
const sessions = createSessions()

/** The native engine's own verbs. */
export const queryHandlers = {
  /**
   * Runs one statement and keeps its result. `wholeTable` is the relation whose rows are the result as they stand,
   * e.g. `i_0123456789abcdef.main.data`; nothing is copied then. `session` gives the statement an engine of its own
   * in which it may keep state; with `schema` a query sees the tables of that schema under their plain names.
   */
  async run(
    {
      set,
      sql,
      wholeTable,
      session,
      schema,
    }: {
      set: NativeSet
      sql: string
      wholeTable?: string | null
      session?: string | null
      schema?: string | null
    },
    work: HandlerWork,
  ): Promise<NativeHandle> {
    const key = session ? `${set.id}/${session}` : set.id
    return withLease(await pool.lease(set, key), sql, async (lease) => {
      const began = performance.now()
      const store = (connection: DuckDBConnection) =>
        interruptible(connection, work.signal, () =>
          wholeTable
            ? storeTable(connection, sql, wholeTable)
            : schema
              ? storeInside(connection, oneStatement(sql), schema)
              : storeQuery(connection, oneStatement(sql), session ? ownMemory : readingOnly),
        )
      const stored = await (session ? sessions.use(key, lease, store) : withConnection(lease, store))
      return handleOf(results.add({ key, generation: lease.generation, ...stored }), lease, began)
    })
  },
  async page({
    handle,
    from,
    count,
    cut = false,
  }: {
    handle: string
    from: number
    count: number
    cut?: boolean
  }): Promise<Page> {
    return withResult(handle, async (connection, { relation, columns, byRowId }) => {
      if (columns.length === 0) return { from, columns: [] }
      const rows = byRowId
        ? `FROM ${relation} WHERE rowid >= ${from} AND rowid < ${from + count}`
        : `FROM ${relation} LIMIT ${count} OFFSET ${from}`
      const longest = cut ? longestList(columns) : null
      const short =
        longest === null
          ? null
          : cutPage(
              columns,
              (
                await connection.runAndReadAll(
                  `SELECT ${longest} FROM (SELECT ${selectList(columns)} ${rows})`,
                )
              ).getRowsJson()[0] ?? [],
              ({ name }) => quoteIdent(name),
            )
      const read = cellsOf(short?.columns ?? columns)
      const prepared = await connection.prepare(`SELECT ${short?.list ?? selectList(columns)} ${rows}`)
      await stream(prepared, (chunk) => read.add(chunk))
      return short ? short.page(from, read.cells) : { from, columns: read.cells }
    })
  },
  /** The rows that meet `where` in the order of `orderBy`; equal rows keep the result's order. */
  async derive(
    { handle, where, orderBy }: { handle: string; where: string | null; orderBy: SortKey[] },
    work: HandlerWork,
  ): Promise<NativeHandle> {
    return withResult(handle, async (connection, { relation, columns, byRowId, key, generation }, lease) => {
      const began = performance.now()
      const keys = orderBy.map(
        ({ column, descending }) => `${quoteIdent(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
      )
      const from = byRowId ? relation : `(SELECT *, row_number() OVER () AS lb_row FROM ${relation})`
      const sql = [
        // A condition may look at the other rows too, by the name that they have everywhere.
        `WITH result AS NOT MATERIALIZED (SELECT ${selectList(columns)} FROM ${relation})`,
        `SELECT ${selectList(columns)} FROM ${from}`,
        where === null ? '' : `WHERE (${where}\n)`,
        keys.length === 0 ? '' : `ORDER BY ${[...keys, byRowId ? 'rowid' : 'lb_row'].join(', ')}`,
      ].join('\n')
      const stored = await interruptible(connection, work.signal, () =>
        storeQuery(connection, sql, readingOnly),
      )
      return handleOf(results.add({ key, generation, ...stored }), lease, began)
    })
  },
  /** The rows of a SELECT that sees the result as `result`, as a result of their own. */
  async keep({ handle, sql }: { handle: string; sql: string }, work: HandlerWork): Promise<NativeHandle> {
    return withResult(handle, async (connection, { relation, columns, key, generation }, lease) => {
      const began = performance.now()
      const query = `WITH result AS NOT MATERIALIZED (SELECT ${selectList(columns)} FROM ${relation})\nFROM (${oneStatement(sql)}\n)`
      const stored = await interruptible(connection, work.signal, () =>
        storeQuery(connection, query, readingOnly),
      )
      return handleOf(results.add({ key, generation, ...stored }), lease, began)
    })
  },
  /** A SELECT that sees the result as `result`. */
  async over({ handle, sql }: { handle: string; sql: string }, work: HandlerWork): Promise<QueryResult> {
    return withResult(handle, async (connection, { relation, columns }) => {
      await connection.run(`CREATE TEMP VIEW result AS SELECT ${selectList(columns)} FROM ${relation}`)
      return interruptible(connection, work.signal, () => select(connection, oneStatement(sql), mostRows))
    })
  },
  /** The rows in which two results of one engine differ, as a result of its own, and what is counted of them. */
  async compareRows(
    { before, after, ...how }: { before: string; after: string; key: string[]; tolerance: Tolerance },
    work: HandlerWork,
  ): Promise<RowDifference> {
    return withPair(before, after, work, async (connection, pair, lease) => {
      const began = performance.now()
      let done = 0
      const { stored, facts } = await compareRows(connection, pair, how, (phase) =>
        work.onProgress({ phase, done: done++, total: null, unit: 'steps' }),
      )
      const { key, generation } = pair.after
      return { ...facts, result: handleOf(results.add({ key, generation, ...stored }), lease, began) }
    })
  },
  /** How one column is spread in two results of one engine. */
  compareColumn({ before, after, name }: { before: string; after: string; name: string }, work: HandlerWork) {
    return withPair<ColumnShift>(before, after, work, (connection, pair) =>
      compareColumn(connection, pair, name),
    )
  },
  /** The output columns by which the outermost SELECT groups; null when it does not. */
  groupedBy: ({ sql }: { sql: string }): Promise<string[] | null> => groupedBy(sql),
  /** Columns that tell the rows of two results of one engine apart; null when none do. */
  uniqueKey({ before, after }: { before: string; after: string }, work: HandlerWork) {
    return withPair<KeyProposal | null>(before, after, work, uniqueKey)
  },
  close: ({ handle }: { handle: string }): Promise<void> => results.close(handle),
  /**
   * A small result at once: at most `limit` rows. With `keep: false` (and with `setup`, statements that make what the
   * query needs) the engine is one of its own, gone afterwards.
   */
  async query(
    {
      set,
      setup,
      sql,
      limit = mostRows,
      keep = setup === undefined,
    }: {
      set: NativeSet
      setup?: string[]
      sql: string
      limit?: number
      keep?: boolean
    },
    work: HandlerWork,
  ): Promise<QueryResult> {
    const ask = (connection: DuckDBConnection) =>
      interruptible(connection, work.signal, async () => {
        for (const statement of setup ?? []) await runOwn(connection, statement)
        return select(connection, oneStatement(sql), limit)
      })
    if (keep && setup === undefined) return withEngine(set, sql, ask)
    const engine = await openEngine(set, { threads: 1 })
    try {
      const connection = await engine.connect()
      try {
        return await ask(connection)
      } catch (thrown) {
        throw await exactly(nativeError(thrown, sql), engine.checker, sql)
      } finally {
        connection.closeSync()
      }
    } finally {
      engine.close()
    }
  },
  analyse: ({ sql }: { sql: string }): Promise<Analysis> => analyse(sql),
  /** Columns of a SELECT-like statement, without running it. */
  async describe({ set, sql }: { set: NativeSet; sql: string }): Promise<Column[]> {
    const text = oneStatement(sql)
    return withEngine(set, text, async (connection) => {
      try {
        const prepared = await prepareOne(connection, text, readingOnly)
        prepared.destroySync()
        return await describe(connection, text)
      } catch (thrown) {
        throw nativeError(thrown, text)
      }
    })
  },
  /** What is wrong with each statement of a text, or null; nothing runs, and nothing that they would make stays. */
  async check({
    set,
    statements,
  }: {
    set: NativeSet
    statements: string[]
  }): Promise<(CheckProblem | null)[]> {
    const lease = await pool.lease(set)
    try {
      const problems = await lease.engine.checker.problems(statements)
      return problems.map((error) => error && checkProblem(error))
    } finally {
      lease.release()
    }
  },
  /** Another layout of statements, where DuckDB reads the same from it. */
  format: (input: { text: string; from: number; to: number }): Promise<Formatted> => format(input),
  /** DuckDB's own functions and keywords, for completion. */
  vocabulary: (_: Record<string, never>): Promise<Vocabulary> => vocabulary(),
  /** Writes all rows of a SELECT to a file that must not exist yet; no other file can be written or read by it. */
  exportRows: (input: ExportRows, work: HandlerWork): ReturnType<typeof exportRows> =>
    exportRows(input, work),
  /** One run of an evaluation, in the very form of the wasm engine's. */
  runForDigest: (input: NativeRun, work: HandlerWork): Promise<RunResponse> => runForDigest(input, work),
  /** Whether two SELECTs bind to the same plan; `why` is a sentence. */
  async samePlan({ set, a, b }: { set: NativeSet; a: string; b: string }) {
    return withEngine(set, null, (connection) => comparePlans(connection, oneStatement(a), oneStatement(b)))
  },
}

function handleOf(result: StoredResult, { engine }: Lease, began: number): NativeHandle {
  const { handle, columns, rows } = result
  return { handle, columns, rows, ms: performance.now() - began, threads: engine.threads }
}

/** Uses a connection of its own. */
async function withConnection<Result>(
  lease: Lease,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await lease.engine.connect()
  try {
    return await use(connection)
  } finally {
    connection.closeSync()
  }
}

/** Uses an engine; one that broke inside is never used again. */
async function withLease<Result>(
  lease: Lease,
  sql: string | null,
  use: (lease: Lease) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(lease)
  } catch (thrown) {
    if (isBroken(causeOf(thrown))) lease.discard()
    throw await exactly(nativeError(thrown), lease.engine.checker, sql)
  } finally {
    lease.release()
  }
}

const causeOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause !== undefined ? causeOf(thrown.cause) : thrown

async function withEngine<Result>(
  set: NativeSet,
  sql: string | null,
  use: (connection: DuckDBConnection, lease: Lease) => Promise<Result>,
): Promise<Result> {
  return withLease(await pool.lease(set), sql, (lease) =>
    withConnection(lease, (connection) => use(connection, lease)),
  )
}

async function withResult<Result>(
  handle: string,
  use: (connection: DuckDBConnection, result: StoredResult, lease: Lease) => Promise<Result>,
): Promise<Result> {
  const { result, lease } = await results.lease(handle)
  return withLease(lease, null, () => withConnection(lease, (connection) => use(connection, result, lease)))
}

async function withPair<Result>(
  before: string,
  after: string,
  work: HandlerWork,
  use: (connection: DuckDBConnection, pair: Pair, lease: Lease) => Promise<Result>,
): Promise<Result> {
  const first = await results.lease(before)
  first.lease.release()
  return withResult(after, (connection, result, lease) => {
    if (result.key !== first.result.key || result.generation !== first.result.generation) {
      throw new AppError({
        code: 'RESULT_GONE',
        kind: 'failed',
        message: 'The engine freed one side of the comparison. Compare again.',
      })
    }
    const pair = { before: first.result, after: result }
    return interruptible(connection, work.signal, () => use(connection, pair, lease))
  })
}
