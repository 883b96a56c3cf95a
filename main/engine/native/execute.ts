import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBPreparedStatement,
  type DuckDBType,
  StatementType,
} from '@duckdb/node-api'
import { AppError, cancelledError } from '#shared/errors.ts'
import { explainedPart, identName, isWord, lex, significant, splitStatements } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'

/**
 * Runs a step on a connection so that an abort stops it. The interrupt is repeated: one that comes while the
 * statement still waits for a thread is forgotten by DuckDB.
 */
export async function interruptible<Result>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  step: () => Promise<Result>,
): Promise<Result> {
  if (!signal) return step()
  if (signal.aborted) throw cancelledError('The query')
  let again: NodeJS.Timeout | undefined
  const stop = () => {
    connection.interrupt()
    again = setInterval(() => connection.interrupt(), 10)
  }
  signal.addEventListener('abort', stop)
  try {
    return await step()
  } finally {
    signal.removeEventListener('abort', stop)
    clearInterval(again)
  }
}

/**
 * Functions that would run text as SQL or open log files, which an engine's lock does not cover. Their names are
 * refused wherever they stand.
 */
const refusedFunctions = new Set(['enable_logging', 'query', 'query_table', 'json_execute_serialized_sql'])

/** Throws `ENGINE_LOCKED` when the text calls what a locked engine must not. */
export function refuseCalls(sql: string): void {
  const tokens = significant(lex(sql))
  for (const [index, token] of tokens.entries()) {
    const name = identName(token)?.toLowerCase()
    if (name === undefined || !refusedFunctions.has(name)) continue
    if (tokens[index + 1]?.text !== '(') continue
    throw locked(`${name}() is off here. Write the query itself.`)
  }
  if (tokens.some((token) => isWord(token, 'JSON_EXECUTE_SERIALIZED_SQL'))) {
    throw locked('json_execute_serialized_sql is off here. Write the query itself.')
  }
}

function locked(message: string): AppError {
  return new AppError({ code: 'ENGINE_LOCKED', kind: 'input', message })
}

/** Kinds of statements by what may happen in an engine that others share: reading only. */
export const readingOnly: ReadonlySet<StatementType> = new Set([StatementType.SELECT])

/** Kinds that change an engine's own memory: for an engine that nobody else uses. None of them writes a file. */
export const ownMemory: ReadonlySet<StatementType> = new Set([
  StatementType.SELECT,
  StatementType.INSERT,
  StatementType.UPDATE,
  StatementType.DELETE,
  StatementType.CREATE,
  StatementType.ALTER,
  StatementType.DROP,
  StatementType.TRANSACTION,
])

/**
 * Prepares one statement. Throws `ENGINE_LOCKED` when it is of another kind than `kinds`: COPY, ATTACH, DETACH and
 * their like reach files even in a locked engine (it lets COPY write beside an attached file). `EXPLAIN` counts as
 * what it explains, since EXPLAIN ANALYZE executes it.
 */
export async function prepareOne(
  connection: DuckDBConnection,
  sql: string,
  kinds: ReadonlySet<StatementType>,
  prepare: typeof prepareParts = prepareParts,
): Promise<DuckDBPreparedStatement> {
  refuseCalls(sql)
  const [first] = significant(lex(sql))
  if (isWord(first, ...outside) || isOfSecret(sql)) throw off(sql)
  if (isWord(first, ...notHere))
    throw locked(`${firstWord(sql)} is off on the native engine. ${instead(sql)}`)
  const inside = explainedPart(sql)?.sql ?? null
  if (inside !== null) (await prepareOne(connection, inside, kinds, prepare)).destroySync()
  const prepared = await prepare(connection, sql)
  const kind = prepared.statementType
  if (kinds.has(kind) || (inside !== null && kind === StatementType.EXPLAIN)) return prepared
  prepared.destroySync()
  throw off(sql)
}

/**
 * As `connection.prepare`, for a PIVOT without IN too. That is several statements to DuckDB: the values that become
 * columns are read first, into a type of this connection.
 */
export async function prepareParts(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  try {
    return await connection.prepare(sql)
  } catch (thrown) {
    if (!isSeveral(thrown, sql)) throw thrown
  }
  const parts = await connection.extractStatements(sql)
  for (let index = 0; index < parts.count - 1; index++) {
    const part = await parts.prepare(index)
    try {
      if (part.statementType !== StatementType.CREATE) throw off(sql)
      await part.run()
    } finally {
      part.destroySync()
    }
  }
  return parts.prepare(parts.count - 1)
}

/** As `prepareParts`, without reading a row: of a PIVOT without IN only what reads its columns is bound. */
export async function bindParts(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  try {
    return await connection.prepare(sql)
  } catch (thrown) {
    if (!isSeveral(thrown, sql)) throw thrown
  }
  return (await connection.extractStatements(sql)).prepare(0)
}

/** Whether one statement was refused since it is several to DuckDB, which only a PIVOT is. */
const isSeveral = (thrown: unknown, sql: string): boolean =>
  thrown instanceof Error &&
  /Cannot prepare multiple statements/.test(thrown.message) &&
  splitStatements(sql).length === 1 &&
  lex(sql).some((token) => isWord(token, 'PIVOT', 'PIVOT_WIDER'))

/** Statements that the native engine does not take, though they reach nothing outside. */
const notHere = ['CALL', 'PREPARE', 'EXECUTE', 'DEALLOCATE']

const instead = (sql: string): string =>
  firstWord(sql) === 'CALL'
    ? 'Select from the function: `FROM name(…)`.'
    : 'Write the query itself, with `$name` where a value is filled in.'

/** Statements that reach outside whatever they say: refused before they are bound, in a sentence of ours. */
const outside = ['COPY', 'ATTACH', 'DETACH', 'EXPORT', 'IMPORT', 'INSTALL', 'LOAD', 'SET', 'RESET', 'USE']

/** Whether it makes or drops a secret, which DuckDB keeps as a file in the user's home even when it is locked. */
function isOfSecret(sql: string): boolean {
  const [first, ...rest] = significant(lex(sql))
  if (!isWord(first, 'CREATE', 'DROP')) return false
  const what = rest.find((token) => !isWord(token, 'OR', 'REPLACE', 'PERSISTENT', 'TEMPORARY', 'TEMP'))
  return isWord(what, 'SECRET')
}

const off = (sql: string): AppError =>
  locked(
    `${firstWord(sql)} is off here: queries read the sources of this workspace, and write nothing outside of their own memory.`,
  )

const firstWord = (sql: string): string => significant(lex(sql))[0]?.text.toUpperCase() ?? 'This statement'

/** Runs a statement of the engine's own making or of its set: macros, views, given tables. */
export async function runOwn(connection: DuckDBConnection, sql: string): Promise<void> {
  const prepared = await prepareOne(connection, sql, ownMemory)
  try {
    await prepared.run()
  } finally {
    prepared.destroySync()
  }
}

/** Exactly one statement, without its semicolon. Throws `SQL_ONE_STATEMENT`. */
export function oneStatement(sql: string): string {
  const statements = splitStatements(sql)
  const [only] = statements
  if (statements.length === 1 && only) return only.text
  throw new AppError({
    code: 'SQL_ONE_STATEMENT',
    kind: 'input',
    message:
      statements.length === 0
        ? 'There is no statement here. Write a query, e.g. `SELECT 1`.'
        : `This is ${statements.length} statements, and one runs at a time. Run them one after another.`,
  })
}

/** Streams a prepared statement's result chunk by chunk; `onChunk` returns false to stop. */
export async function stream(
  prepared: DuckDBPreparedStatement,
  onChunk: (chunk: DuckDBDataChunk) => unknown,
): Promise<void> {
  const result = await prepared.stream()
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    if (onChunk(chunk) === false) return
  }
}

/** Names and types of what a prepared statement yields, types as DESCRIBE says them. */
export async function columnsOf(
  connection: DuckDBConnection,
  prepared: DuckDBPreparedStatement,
  sql: string,
): Promise<Column[]> {
  const columns: Column[] = []
  let plain = true
  for (let index = 0; index < prepared.columnCount; index++) {
    const type = prepared.columnType(index)
    plain &&= isPlain(type)
    columns.push({ name: prepared.columnName(index), type: String(type) })
  }
  if (plain || prepared.statementType !== StatementType.SELECT) return columns
  // Nested types are spelled by DuckDB itself.
  return describe(connection, sql).catch(() => columns)
}

/** Names and types of a SELECT-like statement, without running it. */
export async function describe(connection: DuckDBConnection, sql: string): Promise<Column[]> {
  const described = await connection.runAndReadAll(`DESCRIBE ${sql}`)
  return described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
}

const isPlain = (type: DuckDBType): boolean =>
  type.alias === undefined && !/STRUCT|UNION|MAP|\[|ENUM/.test(String(type))
