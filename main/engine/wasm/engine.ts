import { createRequire } from 'node:module'
import { setImmediate } from 'node:timers/promises'
import { createDuckDB, type DuckDBConnection, VoidLogger } from '@duckdb/duckdb-wasm/blocking'
import { type RecordBatch, RecordBatchReader } from 'apache-arrow'
import { engineError } from '#shared/engine-error.ts'
import { cancelledError } from '#shared/errors.ts'
import { quoteIdent, quoteText } from '#shared/sql/index.ts'
import { readOnlyFiles } from './runtime.ts'

/** What an engine is opened for. */
export interface EngineInputs {
  /** Two inputs with one id are the same: an open engine is kept. */
  set: string
  images: { alias: string; path: string }[]
  statements: string[]
}

/** duckdb-wasm in this process, one set of images at a time, locked before any SQL of a user's runs. */
export interface Engine {
  /** `v1.4.3` */
  version: string
  /** Makes the engine that of `inputs`, unless it is already. */
  open(inputs: EngineInputs): void
  /** A connection of its own: its temporary tables go when it is closed. */
  connect(): Connection
}

export interface Connection {
  /** Runs a statement that yields nothing of interest. Stops within a moment when `signal` aborts. */
  execute(sql: string, signal?: AbortSignal): Promise<void>
  /** Runs a statement and hands over its result batch by batch. `onBytes` sees the Arrow IPC stream as it is. */
  stream(
    sql: string,
    onBatch: (batch: RecordBatch) => void,
    options?: { signal?: AbortSignal; onBytes?: (bytes: Uint8Array) => void },
  ): Promise<void>
  /**
   * Appends an Arrow IPC stream to a temporary table of this connection, by position, each value cast to its column's
   * type. Blocks. Bytes that are no such stream may break the engine: whoever gives them checks what came of it.
   */
  append(table: string, stream: Uint8Array): void
  close(): void
}

/** Instantiates the module, which takes its time: an engine is made once a process and kept. */
export async function createEngine(): Promise<Engine> {
  const module = createRequire(import.meta.url).resolve('#engine/duckdb-eh.wasm')
  const files = readOnlyFiles()
  const bundle = { mainModule: module, mainWorker: '' }
  const db = await createDuckDB({ mvp: bundle, eh: bundle }, new VoidLogger(), files.runtime)
  await db.instantiate(() => undefined)
  let current: string | null = null
  return {
    version: db.getVersion(),
    open(inputs) {
      if (current === inputs.set) return
      current = null
      db.reset()
      files.allow(inputs.images.map((image) => image.path))
      db.open({
        path: ':memory:',
        query: { queryPollingInterval: 20 },
      })
      const connection = db.connect()
      try {
        for (const { alias, path } of inputs.images) {
          connection.query(`ATTACH ${quoteText(path)} AS ${quoteIdent(alias)} (READ_ONLY)`)
        }
        // Before the macros, which are a user's too: one that needs an extension would wait for it without end.
        for (const setting of lock) connection.query(setting)
        for (const statement of inputs.statements) connection.query(statement)
      } catch (thrown) {
        throw engineError(thrown)
      } finally {
        connection.close()
      }
      current = inputs.set
    },
    connect: () => connectionOf(db.connect()),
  }
}

/** No file, no network, no setting from here on. Nothing is spilled: the file system takes no byte. */
const lock = [
  `SET temp_directory = ''`,
  `SET enable_external_access = false`,
  `SET lock_configuration = true`,
]

function connectionOf(connection: DuckDBConnection): Connection {
  // By another name, as its own would be taken for a React hook.
  const inside = connection.useUnsafe.bind(connection)
  const { bindings, id } = inside((bindings, id) => ({ bindings, id }))

  /** Runs a slice at a time, so that a cancel is heard in between. */
  const start = async (sql: string, signal: AbortSignal | undefined): Promise<Uint8Array> => {
    let head = bindings.startPendingQuery(id, sql, true)
    while (head === null) {
      await setImmediate()
      if (signal?.aborted) {
        bindings.cancelPendingQuery(id)
        throw cancelledError('The query')
      }
      head = bindings.pollPendingQuery(id)
    }
    return head
  }

  const next = (): Uint8Array => {
    for (;;) {
      const bytes = bindings.fetchQueryResults(id)
      if (bytes !== null) return bytes
    }
  }

  const stream: Connection['stream'] = async (sql, onBatch, { signal, onBytes } = {}) => {
    const head = await start(sql, signal)
    function* chunks(): Generator<Uint8Array, void, void> {
      onBytes?.(head)
      yield head
      for (let bytes = next(); bytes.length > 0; bytes = next()) {
        onBytes?.(bytes)
        yield bytes
      }
    }
    let seen = 0
    for (const batch of RecordBatchReader.from(chunks())) {
      onBatch(batch)
      if (++seen % 32 === 0) {
        await setImmediate()
        if (signal?.aborted) {
          connection.cancelSent()
          throw cancelledError('The query')
        }
      }
    }
  }

  return {
    stream,
    execute: (sql, signal) => stream(sql, () => undefined, signal ? { signal } : {}),
    append: (table, bytes) =>
      connection.insertArrowFromIPCStream(bytes, { schema: 'temp', name: table, create: false }),
    close: () => connection.close(),
  }
}
