import type { DuckDBConnection } from '@duckdb/node-api'
import type { ImportContract } from '#shared/format/contract.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import { type FieldCheck, fromTyped, neverFits } from './checks.ts'
import { type BatchObject, dataColumns, judged, type Part, type RowSource, rejectColumns } from './row.ts'

/** One object whose bytes are to be read. */
export interface ObjectFile extends BatchObject {
  /** The object in the store. */
  file: string
}

interface Column {
  name: string
  type: string
}

/** Reads Parquet objects into the image, in their order: neighbours with one schema in one statement. */
export async function importParquet(
  connection: DuckDBConnection,
  contract: ImportContract,
  parts: readonly Part[],
  objects: readonly ObjectFile[],
): Promise<void> {
  const schemas = await schemasOf(connection, objects)
  for (let from = 0; from < objects.length; ) {
    let to = from + 1
    while (to < objects.length && schemas[from] !== null && schemas[to] === schemas[from]) to++
    await importAlike(connection, contract, parts, objects.slice(from, to))
    from = to
  }
}

/** A text for each object that is equal where the schema is; null for an object that is no Parquet file. */
async function schemasOf(
  connection: DuckDBConnection,
  objects: readonly ObjectFile[],
): Promise<(string | null)[]> {
  const read = async (files: readonly string[]): Promise<Map<string, string>> => {
    const list = [...new Set(files)].map(quoteText).join(', ')
    const reader = await connection.runAndReadAll(
      `SELECT file_name, string_agg(concat_ws(' ', name, type, repetition_type, num_children, converted_type, scale, precision, logical_type), chr(10)) FROM parquet_schema([${list}]) GROUP BY file_name`,
    )
    return new Map(reader.getRows().map(([file, schema]) => [String(file), String(schema)]))
  }
  const files = objects.map(({ file }) => file)
  try {
    const all = await read(files)
    return files.map((file) => all.get(file) ?? null)
  } catch {
    // One of them is broken: which?
    const schemas: (string | null)[] = []
    for (const file of files) {
      schemas.push(
        await read([file]).then(
          (one) => one.get(file) ?? null,
          () => null,
        ),
      )
    }
    return schemas
  }
}

async function importAlike(
  connection: DuckDBConnection,
  contract: ImportContract,
  parts: readonly Part[],
  objects: readonly ObjectFile[],
): Promise<void> {
  try {
    await insert(connection, contract, parts, objects)
  } catch (thrown) {
    if (isCancel(thrown)) throw thrown
    if (objects.length > 1) {
      for (const one of objects) await importAlike(connection, contract, parts, [one])
      return
    }
    const path = objects[0]?.path ?? ''
    const why = `no readable Parquet file: ${(thrown as Error).message.split('\n')[0]}`
    await connection.run(
      `INSERT INTO out.main.rejects VALUES (${quoteText(path)}, 0, ${quoteText(withoutStore(why))}, NULL, '')`,
    )
  }
}

export const isCancel = (thrown: unknown): boolean => /^INTERRUPT/i.test(String((thrown as Error)?.message))

/** Store paths are this machine's own; the image is the same everywhere. */
const withoutStore = (text: string): string =>
  text.replace(/"[^"]*[\\/]objects[\\/][^"]*"|'[^']*[\\/]objects[\\/][^']*'/g, 'it')

async function insert(
  connection: DuckDBConnection,
  contract: ImportContract,
  parts: readonly Part[],
  objects: readonly ObjectFile[],
): Promise<void> {
  const files = `[${objects.map(({ file }) => quoteText(file)).join(', ')}]`
  const columns = (
    await connection.runAndReadAll(`DESCRIBE FROM read_parquet(${files}, hive_partitioning = false)`)
  )
    .getRows()
    .map(([name, type]) => ({ name: String(name), type: String(type) }))
  const relation = judged(contract, await rowSource(connection, columns, contract, files, objects.length))
  await connection.run('BEGIN TRANSACTION')
  try {
    const result = await connection.run(
      `INSERT INTO out.main.data SELECT ${dataColumns(contract, parts, objects)} FROM ${relation} WHERE _why IS NULL`,
    )
    const all = await connection.runAndReadAll(
      `SELECT count(*) FROM read_parquet(${files}, hive_partitioning = false)`,
    )
    if (BigInt(result.rowsChanged) !== all.getRows()[0]?.[0]) {
      await connection.run(
        `INSERT INTO out.main.rejects SELECT ${rejectColumns(objects)} FROM ${relation} WHERE _why IS NOT NULL`,
      )
    }
    await connection.run('COMMIT')
  } catch (thrown) {
    await connection.run('ROLLBACK').catch(() => undefined)
    throw thrown
  }
}

async function rowSource(
  connection: DuckDBConnection,
  columns: readonly Column[],
  contract: ImportContract,
  files: string,
  count: number,
): Promise<RowSource> {
  const virtual = columns.some(({ name }) => /^file_(index|row_number)$/i.test(name))
  if (virtual && count > 1) throw new Error('a column hides the row number')
  const named = new Map<string, Column>()
  for (const column of columns) named.set(column.name.toLowerCase(), column)
  const known = new Set(contract.fields.map(({ name }) => name.toLowerCase()))
  const unknown = columns.filter(({ name }) => !known.has(name.toLowerCase()))
  const at = ({ name }: Column) => `t.${quoteIdent(name)}`
  const packed = (list: readonly Column[]) =>
    `CAST(to_json(struct_pack(${list.map((column) => `${quoteIdent(column.name)} := ${at(column)}`).join(', ')})) AS VARCHAR)`
  const checks = new Map<string, (source: string) => FieldCheck>()
  for (const { name, type } of contract.fields) {
    const column = named.get(name.toLowerCase())
    if (!column) checks.set(name, (source) => ({ value: `CAST(${source} AS ${type})`, broken: null }))
    else if (await fits(connection, column.type, type))
      checks.set(name, (source) => fromTyped(source, column.type, type))
    else checks.set(name, () => neverFits)
  }
  return {
    relation: `read_parquet(${files}, hive_partitioning = false) AS t`,
    object: virtual ? '1' : 'CAST(file_index AS INTEGER) + 1',
    row: virtual ? 'row_number() OVER ()' : 'file_row_number + 1',
    field: (name) => {
      const column = named.get(name.toLowerCase())
      return { source: column ? at(column) : 'NULL', check: checks.get(name) ?? (() => neverFits) }
    },
    extra:
      unknown.length === 0
        ? 'CAST(NULL AS VARCHAR)'
        : `CASE WHEN ${unknown.map((column) => `${at(column)} IS NULL`).join(' AND ')} THEN NULL ELSE ${packed(unknown)} END`,
    problem: 'CAST(NULL AS VARCHAR)',
    raw: packed(columns),
  }
}

/** Whether the engine knows a way from one type to the other. */
async function fits(connection: DuckDBConnection, from: string, type: string): Promise<boolean> {
  const { value, broken } = fromTyped('a', from, type)
  try {
    await connection.run(
      `SELECT b, ${broken?.('b') ?? 'NULL'} FROM (SELECT a, ${value} AS b FROM (SELECT CAST(NULL AS ${from}) AS a))`,
    )
    return true
  } catch {
    return false
  }
}
