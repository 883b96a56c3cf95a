import { DuckDBInstance } from '@duckdb/node-api'
import { inputError } from '#shared/errors.ts'
import { nativeError } from './error.ts'
import { inTurn } from './in-turn.ts'
import { withPivotValues } from './pivot.ts'

/** Names and syntax of a text without any catalogue. */
export interface Analysis {
  /** Tables read, without those that a CTE of the text defines. Each once, in order of appearance. */
  tables: string[]
  /** Functions called, also as tables: macros of the toolbox are among them. Lower case, each once. */
  functions: string[]
  /** The text is one SELECT-like statement: it yields rows and changes nothing. */
  selectLike: boolean
  /** Functions of the text that answer differently each time, e.g. `random`, `now`; `sample` for a sample without seed. */
  volatile: string[]
  /** Functions of the text that read all rows of a group, e.g. `avg`. */
  aggregates: string[]
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Node = { [key: string]: Json }

interface Parser {
  /** The tree of a text, as `json_serialize_sql` writes it. */
  tree(sql: string): Promise<Node>
  /** Functions that DuckDB itself calls volatile or constant for one query only. */
  volatile: ReadonlySet<string>
  aggregate: ReadonlySet<string>
}

let parser: Promise<Parser> | undefined

/** An engine without tables, locked: it parses and never runs a user's SQL. */
async function openParser(): Promise<Parser> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  for (const setting of [
    'SET autoload_known_extensions = false',
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ]) {
    await connection.run(setting)
  }
  const functions = async (which: string) => {
    const sql = `SELECT DISTINCT function_name FROM duckdb_functions() WHERE ${which}`
    const rows = (await connection.runAndReadAll(sql)).getRows()
    return new Set(rows.map(([name]) => String(name).toLowerCase()))
  }
  const turn = inTurn()
  return {
    tree: (sql) =>
      turn(async () => {
        const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql])
        return JSON.parse(String(reader.getRows()[0]?.[0])) as Node
      }),
    volatile: await functions("stability <> 'CONSISTENT'"),
    aggregate: await functions("function_type = 'aggregate'"),
  }
}

/** Not functions to the parser, though DuckDB answers them like one when no column has the name. */
const clockWords = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'localtime',
  'localtimestamp',
])

/** `error` is volatile to DuckDB's planner only: it is the same error each time. */
const steady = new Set(['error'])

/** The tree of a text without any catalogue; `error` is true in what DuckDB refuses or has no tree of. */
export async function parseTree(sql: string): Promise<{ [key: string]: unknown }> {
  parser ??= openParser()
  return (await parser).tree(sql)
}

/** Longer texts take the parser seconds. */
const mostCharacters = 200_000

/** What DuckDB's own parser says of a text. Throws `SQL_SYNTAX` with the place, `SQL_LONG`. */
export async function analyse(sql: string): Promise<Analysis> {
  if (sql.length > mostCharacters) {
    throw inputError('SQL_LONG', 'This text is over 200,000 characters long. Split it into several.')
  }
  parser ??= openParser()
  const { tree: treeOf, volatile, aggregate } = await parser
  const whole = await treeOf(sql)
  const filled = isNoSelect(whole) ? withPivotValues(sql) : null
  const tree = filled === null ? whole : await treeOf(filled)
  if (isNoSelect(tree) || (tree.error && filled !== null)) {
    return { tables: [], functions: [], selectLike: false, volatile: [], aggregates: [] }
  }
  if (tree.error) {
    const { error_message: exception_message, position, error_subtype } = tree
    const error = { exception_type: 'Parser', exception_message, position, error_subtype }
    throw nativeError(new Error(JSON.stringify(error)), sql)
  }
  const names = namesOf(tree)
  const statements = Array.isArray(tree.statements) ? tree.statements.length : 0
  return {
    tables: [...names.tables],
    functions: [...names.functions],
    selectLike: statements === 1,
    volatile: [
      ...new Set([
        ...[...names.functions].filter((name) => volatile.has(name) && !steady.has(name)),
        ...[...names.columns].filter((name) => clockWords.has(name)),
        ...(names.sampled ? ['sample'] : []),
      ]),
    ],
    aggregates: [...names.functions].filter((name) => aggregate.has(name)),
  }
}

const isNoSelect = (tree: Node): boolean => tree.error === true && tree.error_type === 'not implemented'

interface Names {
  tables: Set<string>
  functions: Set<string>
  /** Columns named by one part, in lower case. */
  columns: Set<string>
  sampled: boolean
}

function namesOf(tree: Node): Names {
  const names: Names = { tables: new Set(), functions: new Set(), columns: new Set(), sampled: false }
  walk(tree, new Set(), names)
  return names
}

/** `ctes` are the names that stand for queries here, in lower case. */
function walk(node: Json, ctes: ReadonlySet<string>, names: Names): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, ctes, names)
    return
  }
  if (node === null || typeof node !== 'object') return
  note(node, ctes, names)
  const scope = new Set(ctes)
  for (const { key, value } of cteEntries(node)) {
    const own = new Set(scope)
    // A CTE sees itself only when it is recursive, and then its query says so.
    if (isRecursive(value)) own.add(key.toLowerCase())
    walk(value, own, names)
    scope.add(key.toLowerCase())
  }
  // The node of a recursive CTE carries its own name.
  if (node.type === 'RECURSIVE_CTE_NODE' && typeof node.cte_name === 'string') {
    scope.add(node.cte_name.toLowerCase())
  }
  if (node.type === 'CTE_NODE' && typeof node.cte_name === 'string') {
    walk(node.query ?? null, scope, names)
    scope.add(node.cte_name.toLowerCase())
    walk(node.child ?? null, scope, names)
    return
  }
  for (const [key, value] of Object.entries(node)) if (key !== 'cte_map') walk(value, scope, names)
}

function note(node: Node, ctes: ReadonlySet<string>, names: Names): void {
  const { type, table_name: table, function_name: called, column_names: column } = node
  if (type === 'BASE_TABLE' && typeof table === 'string') {
    const plain = node.schema_name === '' && node.catalog_name === ''
    if (!plain || !ctes.has(table.toLowerCase())) names.tables.add(table)
  }
  // DESCRIBE of a bare name; SHOW TABLES has its word in quotes there.
  if (type === 'SHOW_REF' && typeof table === 'string' && table !== '' && !table.startsWith('"')) {
    names.tables.add(table)
  }
  if (typeof called === 'string') names.functions.add(called.toLowerCase())
  if (Array.isArray(column) && column.length === 1) names.columns.add(String(column[0]).toLowerCase())
  const { sample } = node
  if (sample && typeof sample === 'object' && !Array.isArray(sample) && Number(sample.seed) < 0) {
    names.sampled = true
  }
}

function cteEntries(node: Node): { key: string; value: Json }[] {
  const map = node.cte_map
  if (!map || typeof map !== 'object' || Array.isArray(map) || !Array.isArray(map.map)) return []
  return map.map as { key: string; value: Json }[]
}

const isRecursive = (value: Json): boolean => JSON.stringify(value).includes('"RECURSIVE_CTE_NODE"')
