import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api'
import { explainedPart, isWord, lex, quoteIdent, significant } from '#shared/sql/index.ts'
import { resultsCatalogue } from './engine.ts'
import { nativeError } from './error.ts'
import { columnsOf, describe, prepareOne, prepareParts, readingOnly, refuseCalls } from './execute.ts'
import type { StoredResult } from './results.ts'

/** A result as an engine holds it, before it has a handle. */
export type Stored = Omit<StoredResult, 'handle' | 'key' | 'generation'>

let tables = 0

/** Runs a statement and keeps its rows, in the order in which it delivers them. Throws AppError with the place. */
export async function storeQuery(
  connection: DuckDBConnection,
  sql: string,
  kinds: ReadonlySet<StatementType>,
): Promise<Stored> {
  const kind = kindOf(sql)
  if (kind === 'rows' || kinds !== readingOnly) return storePrepared(connection, sql, kinds)
  return storeSelect(connection, sql, kind === 'relation')
}

/** A SELECT-like statement becomes a table by one statement, with no row crossing to us. */
async function storeSelect(connection: DuckDBConnection, sql: string, wrap: boolean): Promise<Stored> {
  const relation = newTable()
  const lead = `CREATE TABLE ${relation} AS\n${wrap ? 'FROM (' : ''}`
  try {
    refuseCalls(sql)
    const created = await prepareParts(connection, `${lead}${sql}${wrap ? '\n)' : ''}`)
    try {
      if (created.statementType !== StatementType.CREATE) throw new Error('the statement is no query')
      await created.run()
    } finally {
      created.destroySync()
    }
    return await measured(connection, relation)
  } catch (thrown) {
    await dropTable(connection, relation)
    const error = nativeError(thrown, sql, lead)
    // Not a query at all: what it is says better why it cannot run.
    if (error.code === 'SQL_SYNTAX' && !wrap) await refuseOtherKinds(connection, sql)
    throw error
  }
}

/** Keeps the rows of a query of our own. */
export async function storeOwn(connection: DuckDBConnection, sql: string): Promise<Stored> {
  const relation = newTable()
  await connection.run(`CREATE TABLE ${relation} AS ${sql}`)
  return measured(connection, relation)
}

let views = 0

/**
 * As `storeQuery`, for a query that sees the tables of another schema under their plain names: a view in that schema
 * binds them there first, through macros too. Throws AppError with the place.
 */
export async function storeInside(
  connection: DuckDBConnection,
  sql: string,
  schema: string,
): Promise<Stored> {
  const view = `${schema}.lb_view${++views}`
  const wrap = kindOf(sql) === 'relation'
  const lead = `CREATE VIEW ${view} AS\n${wrap ? 'FROM (' : ''}`
  try {
    refuseCalls(sql)
    const made = await connection.prepare(`${lead}${sql}${wrap ? '\n)' : ''}`)
    try {
      if (made.statementType !== StatementType.CREATE) throw new Error('the statement is no query')
      await made.run()
    } finally {
      made.destroySync()
    }
    return await storeOwn(connection, `FROM ${view}`)
  } catch (thrown) {
    throw nativeError(thrown, sql, lead)
  } finally {
    await connection.run(`DROP VIEW IF EXISTS ${view}`).catch(() => undefined)
  }
}

async function refuseOtherKinds(connection: DuckDBConnection, sql: string): Promise<void> {
  try {
    const prepared = await prepareOne(connection, sql, readingOnly)
    prepared.destroySync()
  } catch (thrown) {
    throw nativeError(thrown, sql)
  }
}

/** Statements that cannot stand in CREATE TABLE AS: rows are few (EXPLAIN), or there are none (CREATE, INSERT). */
async function storePrepared(
  connection: DuckDBConnection,
  sql: string,
  kinds: ReadonlySet<StatementType>,
): Promise<Stored> {
  let prepared: DuckDBPreparedStatement
  try {
    prepared = await prepareOne(connection, sql, kinds)
  } catch (thrown) {
    throw nativeError(thrown, sql)
  }
  try {
    if (prepared.statementType === StatementType.SELECT && kindOf(sql) !== 'rows') {
      return await storeSelect(connection, sql, kindOf(sql) === 'relation')
    }
    const columns = await columnsOf(connection, prepared, sql)
    const result = await prepared.run()
    if (!yieldsRows(sql, prepared)) return nothing
    const relation = newTable()
    const list = columns.map(({ name, type }) => `${quoteIdent(name)} ${type}`).join(', ')
    await connection.run(`CREATE TABLE ${relation} (${list})`)
    const appender = await connection.createAppender(relation.split('.')[2] ?? '', 'main', resultsCatalogue)
    for (;;) {
      const chunk = await result.fetchChunk()
      if (!chunk || chunk.rowCount === 0) break
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    return await measured(connection, relation)
  } catch (thrown) {
    throw nativeError(thrown, sql)
  } finally {
    prepared.destroySync()
  }
}

/** What a statement that yields no rows leaves to look at. */
const nothing: Stored = { relation: '', own: false, columns: [], rows: 0, byRowId: false }

const yieldsRows = (sql: string, { statementType }: DuckDBPreparedStatement): boolean =>
  statementType === StatementType.SELECT || explainedPart(sql) !== null

/** A relation as it stands is the result; `sql` is the `SELECT * FROM source` that says which columns are shown. */
export async function storeTable(
  connection: DuckDBConnection,
  sql: string,
  relation: string,
): Promise<Stored> {
  try {
    const columns = await describe(connection, sql.replace(/;\s*$/, ''))
    return { own: false, relation, columns, ...(await rowsOf(connection, relation, columns)) }
  } catch (thrown) {
    throw nativeError(thrown, sql)
  }
}

async function measured(connection: DuckDBConnection, relation: string): Promise<Stored> {
  const columns = await describe(connection, `FROM ${relation}`)
  return { relation, own: true, columns, ...(await rowsOf(connection, relation, columns)) }
}

async function rowsOf(connection: DuckDBConnection, relation: string, columns: { name: string }[]) {
  // A column of that name hides the row id.
  const hidden = columns.some(({ name }) => name.toLowerCase() === 'rowid')
  const reader = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE, ${hidden ? '-1' : 'coalesce(max(rowid), -1)'}::DOUBLE FROM ${relation}`,
  )
  const [rows, last] = (reader.getRows()[0] ?? []).map(Number)
  return { rows: rows ?? 0, byRowId: !hidden && last === (rows ?? 0) - 1 }
}

/** Frees a table of ours; harmless when it is not there. */
export async function dropTable(connection: DuckDBConnection, relation: string): Promise<void> {
  await connection.run(`DROP TABLE IF EXISTS ${relation}`).catch(() => undefined)
}

const newTable = (): string => `${resultsCatalogue}.main.r${++tables}`

/** Statements that yield rows and are no SELECT: some may stand in FROM, the others cannot. */
function kindOf(sql: string): 'query' | 'relation' | 'rows' {
  const [first] = significant(lex(sql))
  if (isWord(first, 'SHOW', 'DESCRIBE', 'DESC', 'SUMMARIZE')) return 'relation'
  return isWord(first, 'EXPLAIN', 'PRAGMA', 'CALL') ? 'rows' : 'query'
}
