import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { engineError } from '#shared/engine-error.ts'
import { AppError } from '#shared/errors.ts'
import type { ImportContract } from '#shared/format/contract.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What an expression over the fields of one row is made of; above all, no subquery. */
const allowed = new Set([
  'COLUMN_REF',
  'CONSTANT',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'FUNCTION',
  'CASE',
  'CAST',
  'BETWEEN',
  'COLLATE',
  'LAMBDA',
  'LAMBDA_REF',
])

/** The fields of a contract and rules over them. */
export type Ruled = Pick<ImportContract, 'fields' | 'rules'>

/** Tries rules on their fields, without any row. Throws `CONTRACT_RULE`. */
export async function tryRules({ contract, file }: { contract: Ruled; file: string }): Promise<null> {
  const instance = await DuckDBInstance.create(':memory:', {
    enable_external_access: 'false',
    lock_configuration: 'true',
  })
  const connection = await instance.connect()
  try {
    await checkRules(connection, contract, file)
    return null
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/**
 * Refuses a rule that is more than one expression over the fields of a row: another table, a subquery, a window, or a
 * function that answers differently each time. A contract may come from anywhere. Throws `CONTRACT_RULE`.
 */
export async function checkRules(connection: DuckDBConnection, contract: Ruled, file: string): Promise<void> {
  const row = contract.fields
    .map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteIdent(name)}`)
    .join(', ')
  for (const [index, { name, sql }] of contract.rules.entries()) {
    const refuse = (why: string) =>
      new AppError({
        code: 'CONTRACT_RULE',
        kind: 'input',
        message: `The rule \`${name}\` ${why.replace(/[^?]$/, '$&.')} Write one expression over the fields of a row, such as \`distance > 0\`.`,
        place: { file, field: `quality[${index}].sql` },
      })
    const text = await only(
      connection,
      `SELECT json_serialize_sql(${quoteText(`SELECT (${sql}\n)`)}::VARCHAR)`,
    )
    const tree = JSON.parse(text) as {
      error: boolean
      error_message?: string
      statements?: { node: { [key: string]: Json } }[]
    }
    if (tree.error) throw refuse(`cannot be read: ${tree.error_message}`)
    const node = tree.statements?.[0]?.node
    const list = node?.select_list
    const plain =
      tree.statements?.length === 1 &&
      node?.type === 'SELECT_NODE' &&
      Array.isArray(list) &&
      list.length === 1 &&
      (node.from_table as { type?: string } | undefined)?.type === 'EMPTY' &&
      !node.where_clause &&
      !node.having &&
      !node.qualify
    if (!plain) throw refuse('is more than one expression')
    const functions = new Set<string>()
    const strange = strangeClass(list as Json, functions)
    if (strange) throw refuse(`uses a ${strange.toLowerCase().replaceAll('_', ' ')}`)
    for (const called of functions) {
      if (!(await steady(connection, called))) {
        throw refuse(`calls \`${called}\`, which is no function of a row that always answers the same`)
      }
    }
    try {
      await connection.run(`SELECT TRY(CAST((${sql}\n) AS BOOLEAN)) FROM (SELECT ${row})`)
    } catch (thrown) {
      throw refuse(`does not fit the fields: ${engineError(thrown).message.replace(/[.!]+$/, '')}`)
    }
  }
}

/** The first kind of expression that may not be there; collects the functions. */
function strangeClass(node: Json, functions: Set<string>): string | null {
  if (Array.isArray(node)) {
    for (const child of node) {
      const strange = strangeClass(child, functions)
      if (strange) return strange
    }
    return null
  }
  if (node === null || typeof node !== 'object') return null
  if (typeof node.class === 'string' && !allowed.has(node.class)) return node.class
  if (node.class === 'FUNCTION') functions.add(String(node.function_name).toLowerCase())
  for (const child of Object.values(node)) {
    const strange = strangeClass(child, functions)
    if (strange) return strange
  }
  return null
}

async function steady(connection: DuckDBConnection, name: string): Promise<boolean> {
  const known = await only(
    connection,
    `SELECT CASE WHEN count(*) > 0 AND bool_and(internal AND function_type IN ('scalar', 'macro') AND coalesce(stability, 'CONSISTENT') = 'CONSISTENT') THEN 'yes' ELSE 'no' END
     FROM duckdb_functions() WHERE lower(function_name) = ${quoteText(name)}`,
  )
  // Settings and variables are the engine's, not the row's.
  return known === 'yes' && !/^(current_|session_|user$|getvariable|getenv|pg_|has_|query)/.test(name)
}

async function only(connection: DuckDBConnection, sql: string): Promise<string> {
  const reader = await connection.runAndReadAll(sql)
  return String(reader.getRows()[0]?.[0])
}
