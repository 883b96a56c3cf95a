import { constants, copyFileSync, rmSync, statSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { AppError, cancelledError } from '#shared/errors.ts'
import { type ManifestEntry, readManifest } from '#shared/format/manifest.ts'
import { parsePathPattern } from '#shared/format/path-pattern.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import { syncPath } from '../../../disk/index.ts'
import type { HandlerWork } from '../../../worker/index.ts'
import { buildError } from './errors.ts'
import { importParquet, isCancel, type ObjectFile } from './parquet.ts'
import { partTypes } from './parts.ts'
import { createTables, type Part } from './row.ts'
import { checkRules } from './rules.ts'
import { manifestText, sha256OfFile, storedObject } from './stored.ts'
import { importText } from './text.ts'
import type { BuildImage, BuiltImage } from './types.ts'

/** Parquet objects that one round of statements takes. */
const batchFiles = 256

/**
 * Builds a table image from the objects of a snapshot, in path order, and makes the file durable. Nothing is left at
 * `to` when it fails. Throws `CONTRACT_RULE`, `OBJECT_MISSING`, `OBJECT_BROKEN`, `DISK_FULL`, `HOME_READ_ONLY`
 * and `IMAGE_MEMORY`.
 */
export async function buildImage(input: BuildImage, work: HandlerWork): Promise<BuiltImage> {
  const { home, to, base, threads = 1 } = input
  const parts = await typesOf(input)
  const appends = base !== undefined && (await isPrefix(input, base.snapshot))
  if (appends) copyFileSync(base.path, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection = await instance.connect()
  const stop = () => connection.interrupt()
  work.signal.addEventListener('abort', stop)
  try {
    await open(connection, { home, to })
    await checkRules(connection, input.contract, input.file)
    const appended = appends && (await sameParts(connection, parts))
    if (appends && !appended) {
      for (const table of ['data', 'rejects', 'objects']) await connection.run(`DROP TABLE out.main.${table}`)
    }
    if (!appended) for (const sql of createTables(input.contract, parts)) await connection.run(sql)
    const done = appended ? await count(connection, 'objects') : 0
    await importObjects(connection, input, { parts, done, work })
    await listObjects(connection, input, done)
    await connection.run('CHECKPOINT out')
    const built = await summary(connection, parts)
    await connection.run('DETACH out')
    connection.closeSync()
    instance.closeSync()
    syncPath(to)
    return built
  } catch (thrown) {
    try {
      connection.closeSync()
      instance.closeSync()
    } catch {
      // closed already
    }
    for (const file of [to, `${to}.wal`]) rmSync(file, { force: true })
    if (work.signal.aborted || isCancel(thrown)) throw cancelledError('Building the image')
    throw buildError(thrown, home)
  } finally {
    work.signal.removeEventListener('abort', stop)
  }
}

/** Attaches the image and shuts the rest: only the store's objects can be read from now on. */
async function open(connection: DuckDBConnection, { home, to }: { home: string; to: string }): Promise<void> {
  const memory = Math.min(4096, Math.floor(totalmem() / 2 / (1 << 20)))
  await connection.run(`ATTACH ${quoteText(to)} AS out`)
  for (const setting of [
    `TimeZone = 'UTC'`,
    `memory_limit = '${memory}MB'`,
    `temp_directory = ${quoteText(`${to}.spill`)}`,
    'preserve_insertion_order = true',
    'autoinstall_known_extensions = false',
    'autoload_known_extensions = false',
    `allowed_directories = [${quoteText(join(home, 'objects'))}]`,
    'enable_external_access = false',
    'lock_configuration = true',
  ])
    await connection.run(`SET ${setting}`)
}

async function* entriesOf({
  home,
  snapshot,
}: {
  home: string
  snapshot: string
}): AsyncGenerator<ManifestEntry> {
  yield* readManifest(manifestText(home, snapshot))
}

async function typesOf(input: BuildImage): Promise<Part[]> {
  const pattern = parsePathPattern(input.contract.path)
  const types = partTypes(pattern.partitions)
  if (pattern.partitions.length > 0) {
    for await (const { path } of entriesOf(input)) types.add(pattern.match(path) ?? {})
  }
  return types.types()
}

/** Whether all objects of `snapshot` come first, unchanged, in the snapshot that is to be built. */
async function isPrefix(input: BuildImage, snapshot: string): Promise<boolean> {
  const whole = entriesOf(input)
  for await (const entry of entriesOf({ home: input.home, snapshot })) {
    const next = await whole.next()
    if (next.done || next.value.path !== entry.path || next.value.sha256 !== entry.sha256) return false
  }
  return true
}

async function sameParts(connection: DuckDBConnection, parts: readonly Part[]): Promise<boolean> {
  const reader = await connection.runAndReadAll(
    `SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'out' AND table_name = 'data' AND starts_with(column_name, '_part_')`,
  )
  const types = new Map(reader.getRows().map(([name, type]) => [String(name), String(type)]))
  return parts.every(({ name, type }) => types.get(`_part_${name}`) === type)
}

async function importObjects(
  connection: DuckDBConnection,
  input: BuildImage,
  { parts, done, work }: { parts: readonly Part[]; done: number; work: HandlerWork },
): Promise<void> {
  let total = 0
  for await (const _ of entriesOf(input)) total++
  let finished = done
  let told = 0
  const tell = () => {
    const now = performance.now()
    if (now - told < 100 && finished < total) return
    told = now
    work.onProgress({ phase: 'Build image', done: finished, total, unit: 'objects' })
  }
  tell()
  const files = filesOf(input, done)
  if (input.contract.format.type !== 'parquet') {
    return importText(connection, input.contract, parts, files, work.signal, () => {
      finished++
      tell()
    })
  }
  let batch: ObjectFile[] = []
  const flush = async () => {
    if (batch.length > 0) await importParquet(connection, input.contract, parts, batch)
    finished += batch.length
    batch = []
    tell()
    work.signal.throwIfAborted()
  }
  for await (const file of files) {
    if (batch.push(file) >= batchFiles) await flush()
  }
  await flush()
}

/** The objects after the first `skip`, with their places in the store. Throws `OBJECT_MISSING` and `OBJECT_BROKEN`. */
async function* filesOf(input: BuildImage, skip: number): AsyncGenerator<ObjectFile, void, void> {
  const pattern = parsePathPattern(input.contract.path)
  let index = 0
  for await (const { path, sha256, size } of entriesOf(input)) {
    if (index++ < skip) continue
    const file = storedObject(input.home, sha256)
    if (statSync(file, { throwIfNoEntry: false })?.size !== size) {
      throw new AppError({
        code: 'OBJECT_MISSING',
        kind: 'integrity',
        message: `An object of this snapshot is not in the store. Sync again to fetch it; \`lakebench check\` shows all that are missing.`,
        place: { object: path },
        details: { sha256, snapshot: input.snapshot },
      })
    }
    if (sha256OfFile(file) !== sha256) {
      throw new AppError({
        code: 'OBJECT_BROKEN',
        kind: 'integrity',
        message: `An object of the store does not match its digest. \`lakebench check --read-data\` sets it aside, and the next sync fetches it again.`,
        place: { object: path },
        details: { sha256, snapshot: input.snapshot },
      })
    }
    yield { path, file, parts: pattern.match(path) ?? {} }
  }
}

/** Fills `objects`, with the rows and rejects that each gave. */
async function listObjects(connection: DuckDBConnection, input: BuildImage, skip: number): Promise<void> {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE listed (i BIGINT, path VARCHAR, sha256 VARCHAR, size BIGINT)',
  )
  const appender = await connection.createAppender('listed')
  let index = 0
  for await (const { path, sha256, size } of entriesOf(input)) {
    if (index++ < skip) continue
    appender.appendBigInt(BigInt(index))
    appender.appendVarchar(path)
    appender.appendVarchar(sha256)
    appender.appendBigInt(BigInt(size))
    appender.endRow()
  }
  appender.closeSync()
  await connection.run(`INSERT INTO out.main.objects
    SELECT path, sha256, size, coalesce(good.n, 0), coalesce(bad.n, 0) FROM listed
      LEFT JOIN (SELECT _object, count(*) AS n FROM out.main.data GROUP BY _object) AS good ON good._object = path
      LEFT JOIN (SELECT _object, count(*) AS n FROM out.main.rejects GROUP BY _object) AS bad ON bad._object = path
    ORDER BY i`)
}

async function summary(connection: DuckDBConnection, parts: readonly Part[]): Promise<BuiltImage> {
  const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()
  const reasons = await rowsOf(
    'SELECT reason, field, count(*) FROM out.main.rejects GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT 20',
  )
  const day = parts.find(({ type }) => type === 'DATE')
  const column = day && quoteIdent(`_part_${day.name}`)
  const [last] = column
    ? await rowsOf(
        `SELECT CAST(${column} AS VARCHAR), count(*) FROM out.main.data WHERE ${column} = (SELECT max(${column}) FROM out.main.data) GROUP BY 1`,
      )
    : []
  return {
    rows: await count(connection, 'data'),
    rejects: await count(connection, 'rejects'),
    objects: await count(connection, 'objects'),
    lastDay: last ? { day: String(last[0]), rows: Number(last[1]) } : null,
    reasons: reasons.map(([reason, field, rows]) => ({
      reason: String(reason),
      field: field === null || field === undefined ? null : String(field),
      rows: Number(rows),
    })),
  }
}

async function count(connection: DuckDBConnection, table: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM out.main.${table}`)
  return Number(reader.getRows()[0]?.[0])
}
