import { DuckDBInstance } from '@duckdb/node-api'

/** What DuckDB brings along. */
export interface Vocabulary {
  /** DuckDB's version without the `v`, e.g. `1.4.3`. */
  version: string
  functions: {
    name: string
    kind: 'scalar' | 'aggregate' | 'table'
    signature: string
    description: string
  }[]
  keywords: { name: string; reserved: boolean }[]
}

let made: Promise<Vocabulary> | undefined

/** DuckDB's functions, each name once with its shortest signature, and its keywords. */
export function vocabulary(): Promise<Vocabulary> {
  made ??= read()
  return made
}

async function read(): Promise<Vocabulary> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  try {
    const connection = await instance.connect()
    const functions = await connection.runAndReadAll(functionsSql)
    const keywords = await connection.runAndReadAll(
      "SELECT upper(keyword_name), keyword_category = 'reserved' FROM duckdb_keywords() ORDER BY 1",
    )
    const version = await connection.runAndReadAll('SELECT version()')
    const rows = functions.getRows() as [string, Vocabulary['functions'][number]['kind'], string, string][]
    return {
      version: String(version.getRows()[0]?.[0]).replace(/^v/, ''),
      functions: rows.map(([name, kind, signature, description]) => ({ name, kind, signature, description })),
      keywords: (keywords.getRows() as [string, boolean][]).map(([name, reserved]) => ({ name, reserved })),
    }
  } finally {
    instance.closeSync()
  }
}

/** Names that a person can type as a call; operators and the system's own are left out. */
const functionsSql = `
SELECT
  function_name,
  CASE WHEN bool_or(function_type LIKE 'table%') THEN 'table'
       WHEN bool_or(function_type = 'aggregate') THEN 'aggregate' ELSE 'scalar' END AS kind,
  function_name || '(' || coalesce(arg_min(array_to_string(parameters, ', '), len(parameters)), '') || ')',
  coalesce(any_value(description), '')
FROM duckdb_functions()
WHERE regexp_full_match(function_name, '[a-z][a-z0-9_]*')
  AND function_type IN ('scalar', 'aggregate', 'table', 'macro', 'table_macro')
  AND NOT regexp_matches(function_name, '^(pg_|duckdb_|pragma_|sqlite_|__|json_execute|json_serialize|json_deserialize)')
  AND function_name NOT IN ('enable_logging', 'disable_logging', 'query', 'query_table', 'checkpoint', 'force_checkpoint')
GROUP BY function_name
ORDER BY function_name`
