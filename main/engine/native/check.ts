import { type DuckDBConnection, StatementType } from '@duckdb/node-api'
import type { AppError } from '#shared/errors.ts'
import { isWord, lex, significant } from '#shared/sql/index.ts'
import { nativeError, type SqlErrorDetails } from './error.ts'
import { bindParts, ownMemory, prepareOne } from './execute.ts'
import { inTurn } from './in-turn.ts'

/** An error of a statement that was bound and not run. */
export interface CheckProblem extends SqlErrorDetails {
  code: string
  message: string
  /** Kind of the error in DuckDB's words, upper case: `BINDER`, `CATALOG`, `PARSER`. */
  type: string
}

/** The error as plain data. */
export function checkProblem({ code, message, details }: AppError): CheckProblem {
  const { type = '', ...rest } = details as SqlErrorDetails & { type?: string }
  return { ...rest, type, code, message }
}

/** Binds statements without running them, and tells their errors as data. */
export interface Checker {
  /** What is wrong with the statement, or null. */
  problem(sql: string): Promise<AppError | null>
  /** The problem of each statement, in order: a later one sees the tables that an earlier one would make. */
  problems(statements: readonly string[]): Promise<(AppError | null)[]>
}

/**
 * A checker on a connection that was made before the lock: errors as data are a setting of a connection, and a locked
 * engine lets nobody set it afterwards. One text at a time, since each is checked in a transaction that is undone.
 */
export function createChecker(connection: DuckDBConnection): Checker {
  const turn = inTurn()
  const problem = async (sql: string): Promise<AppError | null> => {
    try {
      const prepared = await prepareOne(connection, sql, ownMemory, bindParts)
      const kind = prepared.statementType
      prepared.destroySync()
      if (kind === StatementType.CREATE && isWord(significant(lex(sql))[0], 'CREATE'))
        await connection.run(withoutRows(sql))
      return null
    } catch (thrown) {
      return nativeError(thrown, sql)
    }
  }
  return {
    problem: (sql) =>
      turn(async () => {
        try {
          ;(await prepareOne(connection, sql, ownMemory, bindParts)).destroySync()
          return null
        } catch (thrown) {
          return nativeError(thrown, sql)
        }
      }),
    problems: (statements) =>
      turn(async () => {
        const found: (AppError | null)[] = []
        await connection.run('BEGIN')
        try {
          for (const sql of statements) found.push(await problem(sql))
        } finally {
          await connection.run('ROLLBACK').catch(() => undefined)
        }
        return found
      }),
  }
}

/** CREATE TABLE AS makes the table and leaves its rows out; other CREATEs have none. */
function withoutRows(sql: string): string {
  return /^\s*CREATE\s+(OR\s+REPLACE\s+)?(TEMP(ORARY)?\s+)?TABLE\b[\s\S]*?\bAS\b/i.test(sql)
    ? `${sql.replace(/;\s*$/, '')}\nWITH NO DATA`
    : sql
}

/** An error of a statement with its exact place and what was meant, where binding alone meets it too. */
export async function exactly(error: AppError, checker: Checker, sql: string | null): Promise<AppError> {
  if (sql === null || error.kind !== 'input' || error.details.type === undefined) return error
  const found = await checker.problem(sql).catch(() => null)
  return found?.details.type === error.details.type ? found : error
}
