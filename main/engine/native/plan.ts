import type { DuckDBConnection } from '@duckdb/node-api'
import { nativeError } from './error.ts'
import { describe } from './execute.ts'

/** Whether two SELECTs are the same query to DuckDB's binder: equal on every input, no row read. */
export async function comparePlans(
  connection: DuckDBConnection,
  a: string,
  b: string,
): Promise<{ same: boolean; why: string }> {
  const [one, other] = [await boundPlan(connection, a), await boundPlan(connection, b)]
  const [before, after] = [await describe(connection, a), await describe(connection, b)]
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    return { same: false, why: 'The columns differ in name or type.' }
  }
  if (one !== other) return { same: false, why: 'DuckDB plans them differently.' }
  return { same: true, why: 'DuckDB makes the very same plan of both, so they are equal on every input.' }
}

/** The bound plan as text, without what says only where something stood and what a table was numbered. */
async function boundPlan(connection: DuckDBConnection, sql: string): Promise<string> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_plan($1::VARCHAR)', [sql])
  const text = String(reader.getRows()[0]?.[0])
  if (text.startsWith('{"error":true')) {
    const { error_message, position, error_type } = JSON.parse(text) as Record<string, string>
    const named = error_type === 'parser' ? 'Parser' : capital(error_type ?? 'Binder')
    throw nativeError(
      new Error(JSON.stringify({ exception_type: named, exception_message: error_message, position })),
      sql,
    )
  }
  return text.replaceAll(/"(?:query_location|(?!column_)\w+_index)":\d+,?|"alias":"(?:[^"\\]|\\.)*",?/g, '')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
