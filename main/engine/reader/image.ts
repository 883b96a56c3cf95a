import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import { syncPath } from '../../disk/index.ts'
import type { ReadFile, ReadTable } from './types.ts'

/** A connection that can read `reads` and nothing else: no file, no extension, no setting. */
export async function locked<Result>(
  { folder, bounds, reads, out }: Pick<ReadFile, 'folder' | 'bounds'> & { reads: string[]; out?: string },
  signal: AbortSignal,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  const stop = () => connection.interrupt()
  signal.addEventListener('abort', stop)
  try {
    if (out !== undefined) await connection.run(`ATTACH ${quoteText(out)} AS out`)
    for (const setting of [
      `TimeZone = 'UTC'`,
      `memory_limit = '${Math.floor(bounds.memory / 2 ** 21)}MiB'`,
      `temp_directory = ${quoteText(join(folder, 'spill'))}`,
      'preserve_insertion_order = true',
      'autoinstall_known_extensions = false',
      'autoload_known_extensions = false',
      'allow_community_extensions = false',
      `allowed_paths = [${reads.map(quoteText).join(', ')}]`,
      'enable_external_access = false',
      'lock_configuration = true',
    ])
      await connection.run(`SET ${setting}`)
    return await use(connection)
  } finally {
    signal.removeEventListener('abort', stop)
    connection.closeSync()
    instance.closeSync()
  }
}

export interface ImageWriter {
  connection: DuckDBConnection
  /** Makes the table `data` of a relation: a SELECT's FROM part. */
  write(relation: string): Promise<void>
  /** Makes `rejects` of a SELECT of line, reason, field and raw text. */
  reject(select: string): Promise<void>
}

/** Writes one table image and says what is in it. Nothing is left of one that fails. */
export async function writeImage(
  input: Pick<ReadFile, 'folder' | 'bounds'> & { reads: string[]; image: string },
  signal: AbortSignal,
  fill: (writer: ImageWriter) => Promise<void>,
): Promise<Omit<ReadTable, 'table'>> {
  const out = join(input.folder, input.image)
  try {
    const made = await locked({ ...input, out }, signal, async (connection) => {
      await connection.run(
        'CREATE TABLE out.main.rejects (_row BIGINT, reason VARCHAR, field VARCHAR, raw VARCHAR)',
      )
      await fill({
        connection,
        write: async (relation) => {
          const list = storedList(await columnsOf(connection, relation))
          await connection.run(`CREATE TABLE out.main.data AS SELECT ${list} FROM ${relation}`)
        },
        reject: async (select) => void (await connection.run(`INSERT INTO out.main.rejects ${select}`)),
      })
      const columns = await columnsOf(connection, 'out.main.data')
      const rows = await countOf(connection, 'SELECT count(*) FROM out.main.data')
      // A line may be wrong in several fields.
      const rejects = await countOf(connection, 'SELECT count(DISTINCT _row) FROM out.main.rejects')
      await connection.run('CHECKPOINT out')
      await connection.run('DETACH out')
      return { image: input.image, columns, rows, rejects }
    })
    syncPath(out)
    return made
  } catch (thrown) {
    for (const file of [out, `${out}.wal`]) rmSync(file, { force: true })
    throw thrown
  }
}

export async function columnsOf(connection: DuckDBConnection, relation: string): Promise<Column[]> {
  const rows = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${relation}`)).getRows()
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }))
}

async function countOf(connection: DuckDBConnection, sql: string): Promise<number> {
  return Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0])
}

/** What the window's engine has no type for (JSON, and types that the file itself made) is kept as text. */
function storedList(columns: readonly Column[]): string {
  const list = columns.map(({ name, type }) => {
    const quoted = quoteIdent(name)
    if (/^ENUM\(/.test(type)) return `CAST(${quoted} AS VARCHAR) AS ${quoted}`
    const stored = type.replace(/\bJSON\b(?=[[\],) ]|$)/g, 'VARCHAR')
    return stored === type || type.includes('"') ? quoted : `CAST(${quoted} AS ${stored}) AS ${quoted}`
  })
  return list.join(', ')
}
