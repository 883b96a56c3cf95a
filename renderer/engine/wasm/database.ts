import { AsyncDuckDB, VoidLogger } from '@duckdb/duckdb-wasm'
import { type RecordBatch, RecordBatchReader } from 'apache-arrow'
import { engineError } from '#shared/engine-error.ts'
import { AppError, cancelledError } from '#shared/errors.ts'
import type { FirstMessage } from './worker.ts'

/** An instance of duckdb-wasm in a web worker. Once dead it never comes back: another takes its place. */
export interface Database {
  /** Opens an empty in-memory database. */
  open(): Promise<void>
  registerFile(name: string, bytes: Uint8Array): Promise<void>
  connect(): Promise<Connection>
  /** Why it died, or null while it lives. */
  dead(): string | null
  /** Ends the worker; everything under way fails with `ENGINE_STOPPED`. */
  kill(why: string): void
  onDeath(listener: (why: string) => void): void
}

/** One connection: its statements run one after another, its temporary tables go with it. */
export interface Connection {
  execute(sql: string, signal?: AbortSignal): Promise<void>
  /** Hands over the result batch by batch; the next one is fetched when `onBatch` returns. */
  stream(sql: string, onBatch: (batch: RecordBatch) => void, signal?: AbortSignal): Promise<void>
  /** The result of a statement that is quick and small: one message instead of three, and no cancel. */
  read(sql: string): Promise<RecordBatch[]>
  /** Makes a table of a statement's rows that SQL cannot make one of: EXPLAIN, PRAGMA, CALL, EXECUTE. */
  capture(sql: string, table: string, signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** A query that does not heed a cancel for this long costs the engine its life. */
const patience = 3000

/** Messages of a trap in WebAssembly: memory is in an unknown state from then on. */
const trap =
  /memory access out of bounds|unreachable|table index is out of bounds|null function|call stack|RuntimeError/i

/** What the first worker compiled, for all after it: they share its machine code, too. */
let module: WebAssembly.Module | null = null

/** Resolves once the worker listens, with its module at hand. */
const standing = (worker: Worker): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }: MessageEvent<WebAssembly.Module>) => {
      module = data
      port1.close()
      resolve()
    }
    worker.postMessage({ module, port: port2 } satisfies FirstMessage, [port2])
  })

/** Instantiates the single-threaded `eh` build from the app's own files: no CDN, no blob. */
export async function createDatabase(): Promise<Database> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const db = new AsyncDuckDB(new VoidLogger(), worker)
  const listeners: ((why: string) => void)[] = []
  let why: string | null = null
  let fail: (error: AppError) => void = () => undefined
  // duckdb-wasm drops its pending requests when the worker breaks, without a word to who waits for them.
  const death = new Promise<never>((_, reject) => {
    fail = reject
  })
  death.catch(() => undefined)

  const kill = (reason: string) => {
    if (why !== null) return
    why = reason
    worker.terminate()
    db.detach()
    fail(stopped(reason))
    for (const listener of listeners) listener(reason)
  }
  worker.addEventListener('error', (event) => kill(event.message || 'its worker failed'))
  worker.addEventListener('messageerror', () => kill('its worker sent what cannot be read'))

  const alive = async <Result>(step: () => Promise<Result>): Promise<Result> => {
    if (why !== null) throw stopped(why)
    try {
      return await Promise.race([step(), death])
    } catch (thrown) {
      if (thrown instanceof Error && !(thrown instanceof AppError) && trap.test(thrown.message)) {
        kill(thrown.message)
        throw stopped(thrown.message)
      }
      throw thrown
    }
  }

  await alive(() => standing(worker))
  // The worker has its module already, and looks at no address.
  await alive(() => db.instantiate('duckdb-eh.wasm'))
  return {
    open: () => alive(() => db.open({ path: ':memory:', query: { queryPollingInterval: 20 } })),
    registerFile: (name, bytes) => alive(() => db.registerFileBuffer(name, bytes)),
    connect: async () => connectionOf(db, await alive(() => db.connectInternal()), alive, kill),
    dead: () => why,
    kill,
    onDeath: (listener) => void listeners.push(listener),
  }
}

const stopped = (why: string): AppError =>
  new AppError({
    code: 'ENGINE_STOPPED',
    kind: 'failed',
    message: 'The wasm engine stopped and was restarted. Your text and sources are intact. Run again.',
    details: { why },
  })

const endOfStream = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)

function connectionOf(
  db: AsyncDuckDB,
  id: number,
  alive: <Result>(step: () => Promise<Result>) => Promise<Result>,
  kill: (why: string) => void,
): Connection {
  let last: Promise<unknown> = Promise.resolve()

  async function* chunks(sql: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const heed = async () => {
      if (!signal?.aborted) return
      await alive(() => db.cancelPendingQuery(id))
      throw cancelledError('The query')
    }
    await heed()
    let head = await alive(() => db.startPendingQuery(id, sql, true))
    while (head === null) {
      await heed()
      head = await alive(() => db.pollPendingQuery(id))
    }
    yield head
    for (;;) {
      await heed()
      const bytes = await alive(() => db.fetchQueryResults(id))
      if (bytes === null) continue
      if (bytes.length === 0) return
      yield bytes
    }
  }

  const stream: Connection['stream'] = async (sql, onBatch, signal) => {
    try {
      const reader = await RecordBatchReader.from(chunks(sql, signal))
      for await (const batch of reader) onBatch(batch)
    } catch (thrown) {
      throw signal?.aborted ? cancelledError('The query') : engineError(thrown)
    }
  }

  const read: Connection['read'] = async (sql) => {
    try {
      return [...RecordBatchReader.from(await alive(() => db.runQuery(id, sql)))]
    } catch (thrown) {
      throw engineError(thrown)
    }
  }

  const capture: Connection['capture'] = async (sql, table, signal) => {
    try {
      const parts: Uint8Array[] = []
      for await (const bytes of chunks(sql, signal)) parts.push(bytes)
      const options = { name: table, schema: 'main', create: true }
      // In one piece: the engine reads what earlier pieces held when the last one comes, and by then it is freed.
      const whole = new Uint8Array(await new Blob([...parts, endOfStream] as BlobPart[]).arrayBuffer())
      await alive(() => db.insertArrowFromIPCStream(id, whole, options))
    } catch (thrown) {
      throw signal?.aborted ? cancelledError('The query') : engineError(thrown, sql)
    }
  }

  /** Behind what runs now. The caller hears of a cancel at once; the engine is given `patience` to obey. */
  const queued = <Result>(step: () => Promise<Result>, signal?: AbortSignal): Promise<Result> => {
    const run = last.then(step)
    last = run.catch(() => undefined)
    if (!signal) return run
    return new Promise((resolve, reject) => {
      const abort = () => {
        reject(cancelledError('The query'))
        const timer = setTimeout(() => kill('a query did not stop when it was cancelled'), patience)
        void run.catch(() => undefined).finally(() => clearTimeout(timer))
      }
      if (signal.aborted) return abort()
      signal.addEventListener('abort', abort, { once: true })
      run.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    })
  }

  return {
    stream: (sql, onBatch, signal) => queued(() => stream(sql, onBatch, signal), signal),
    read: (sql) => queued(() => read(sql)),
    execute: (sql, signal) => queued(() => stream(sql, () => undefined, signal), signal),
    capture: (sql, table, signal) => queued(() => capture(sql, table, signal), signal),
    close: () => queued(() => alive(() => db.disconnect(id))).catch(() => undefined),
  }
}
