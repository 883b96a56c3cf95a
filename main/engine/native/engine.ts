import { createHash, randomBytes } from 'node:crypto'
import { rmSync, statfsSync } from 'node:fs'
import { availableParallelism, hostname, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import { makeFolderSync } from '../../disk/index.ts'
import type { NativeSet } from '../set.ts'
import { type Checker, createChecker } from './check.ts'
import { nativeError } from './error.ts'
import { runOwn } from './execute.ts'

/** DuckDB over one set of images, locked: nothing but these images and its own memory can be reached. */
export interface NativeEngine {
  set: string
  threads: number
  /** A connection of its own: its temporary objects go when it is closed. */
  connect(): Promise<DuckDBConnection>
  checker: Checker
  close(): void
}

/** The in-memory catalogue of results: every connection of an engine reads it, and it spills to disk. */
export const resultsCatalogue = 'lakebench_results'

export interface EngineOptions {
  /** Default: as many as the machine has. */
  threads?: number
  /** Bytes before results spill. Default: two fifths of the machine's memory. */
  memory?: number
  /** Bytes of what is spilled. Default: half of what is free on that disk. */
  spill?: number
  /** The one file that this engine may write, beside its own spill. Default: none. */
  writes?: string
}

/**
 * Opens an engine of a set. The images are attached READ_ONLY, then every file, network, extension and setting is
 * shut, and only then the set's statements run: a macro's body is bound when it is made, so it is a user's SQL too.
 * Throws AppError.
 */
export async function openEngine(set: NativeSet, options: EngineOptions = {}): Promise<NativeEngine> {
  const threads = options.threads ?? availableParallelism()
  const memory = options.memory ?? Math.floor(totalmem() * 0.4)
  // A folder of this engine alone: what an engine may write to holds nothing of another.
  const temp = join(set.temp ?? tmpdir(), spillName())
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    // Set here, since attaching an image reads the secrets that the user keeps: of no use to an engine without network.
    allow_persistent_secrets: 'false',
  })
  const close = () => {
    instance.closeSync()
    rmSync(temp, { recursive: true, force: true })
  }
  let checker: Checker
  try {
    // DuckDB makes the folder itself when it first spills, and removes it.
    makeFolderSync(dirname(temp))
    const checking = await instance.connect()
    await checking.run('SET errors_as_json = true')
    checker = createChecker(checking)
    const connection = await instance.connect()
    try {
      for (const { alias, path } of set.images) {
        await connection.run(`ATTACH ${quoteText(path)} AS ${quoteIdent(alias)} (READ_ONLY)`)
      }
      await connection.run(`ATTACH ':memory:' AS ${resultsCatalogue}`)
      const spill = options.spill ?? freeBytes(dirname(temp)) / 2
      for (const setting of settings(temp, memory, spill, options.writes)) await connection.run(setting)
      for (const statement of set.statements) await runOwn(connection, statement)
    } finally {
      connection.closeSync()
    }
  } catch (thrown) {
    close()
    throw nativeError(thrown)
  }
  return { set: set.id, threads, connect: () => instance.connect(), checker, close }
}

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** Named as the store names temporaries, by host and process, so that it clears what a killed process left. */
const spillName = (): string => `spill-${host}-${process.pid}-${randomBytes(6).toString('hex')}`

/** Others need the disk too: DuckDB itself would take nine tenths. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

const mebibytes = (bytes: number): string => `'${Math.floor(bytes / 2 ** 20)}MiB'`

const settings = (temp: string, memory: number, spill: number, writes: string | undefined): string[] => [
  ...(writes === undefined ? [] : [`SET allowed_paths = [${quoteText(writes)}]`]),
  `SET TimeZone = 'UTC'`,
  `SET temp_directory = ${quoteText(temp)}`,
  `SET max_temp_directory_size = ${mebibytes(spill)}`,
  `SET memory_limit = ${mebibytes(memory)}`,
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET allow_community_extensions = false',
  'SET enable_external_access = false',
  'SET lock_configuration = true',
]
