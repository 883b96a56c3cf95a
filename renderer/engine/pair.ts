import type { EngineSet, ResolvedStatement } from '#shared/contract/engine.ts'
import { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import type { EngineName } from '#shared/value.ts'
import { createEvents, type EngineEvent } from './events.ts'
import { closedError, type ResultHandle } from './handle.ts'
import { createHeld } from './held.ts'
import { createKnown, headStart, mostImageBytes, mostResultBytes, roughBytes } from './known.ts'
import { type NativeApi, runNative } from './native.ts'
import { race } from './race.ts'
import { createEngines, type FetchImage, imageAlias, imageBytes } from './wasm/engines.ts'
import { createOwners, type Lease, stateLost } from './wasm/owners.ts'
import { type Recipe, wasmHandle } from './wasm/result.ts'
import { createTable, digestQuery, digestTable, dropTable, imageTable, type Table } from './wasm/table.ts'

export interface RunOptions {
  signal?: AbortSignal
  /** `auto` races both engines; a name fixes one, as the user may for a tab. Default: auto. */
  engine?: 'auto' | EngineName
  /** Statements with state of one owner (a tab, a chart board) stay on one engine. Default: the window. */
  owner?: string
  onProgress?: (progress: Progress) => void
  /** A look ahead: no engine is made for it, so none is evicted, and nothing is remembered of it. */
  preview?: boolean
}

export interface EnginePair {
  /** Executes one resolved statement. Throws AppError. */
  run(statement: ResolvedStatement, options?: RunOptions): Promise<ResultHandle>
  /** Fetches and attaches the images of a set ahead of its first statement. */
  warmUp(set: EngineSet): void
  /** Whether the window has an engine of the set, or one that is starting. */
  has(set: EngineSet): boolean
  /** Fulfilled when an engine of the set can answer at once, or none can be had. It makes none in the window. */
  stands(set: EngineSet): Promise<void>
  /** Frees what an owner's statements left behind. */
  closeOwner(owner: string): void
  /** Ends the window's engines; results are run again when they are looked at. */
  restart(why: string): void
  /** Tells of engines that start, die and come back. Returns the way to stop listening. */
  onEvent(listener: (event: EngineEvent) => void): () => void
}

/** The window's own engine and the native one behind one face. */
export function createEnginePair(effects: { fetchImage: FetchImage; native: NativeApi }): EnginePair {
  const events = createEvents()
  const engines = createEngines(effects.fetchImage, events.emit)
  const owners = createOwners(engines)
  const known = createKnown()
  const held = createHeld()

  const wasmTable = async (
    statement: ResolvedStatement,
    owner: string,
    signal: AbortSignal | undefined,
  ): Promise<Table> => {
    const lease = await owners.lease(statement.set, owner, statement.stateful)
    try {
      return await tableOf(lease, statement, signal)
    } catch (thrown) {
      lease.release()
      throw thrown
    }
  }

  /** Digests as a run does: over what the wasm engine delivers. */
  const digestOf = (statement: ResolvedStatement) => async (signal?: AbortSignal) => {
    if (statement.steady && statement.wholeTable === null) {
      const lease = await owners.lease(statement.set, '', false)
      try {
        return await digestQuery(lease, statement.sql, signal)
      } finally {
        lease.release()
      }
    }
    const table = await wasmTable(statement, '', signal)
    try {
      return await digestTable(table, signal)
    } finally {
      dropTable(table)
    }
  }

  /** The memory of a WebAssembly engine never shrinks: one that was filled makes way, unless it has what nobody else has. */
  const makeWay = (set: EngineSet) => {
    if (!owners.keeps(set.id)) engines.retire(set)
  }

  const onWasm = async (
    statement: ResolvedStatement,
    owner: string,
    signal: AbortSignal | undefined,
    elsewhere?: () => Promise<ResultHandle>,
  ) => {
    const began = performance.now()
    const table = await wasmTable(statement, owner, signal)
    const { kept } = table.lease
    const recipe: Recipe = () => {
      if (kept) throw stateLost()
      return wasmTable(statement, owner, undefined)
    }
    return wasmHandle(table, async () => recipe(), {
      ms: performance.now() - began,
      note: null,
      elsewhere,
      onFull: elsewhere && (() => makeWay(statement.set)),
    })
  }

  // Owners that made something on the native engine: their statements stay in a session of their own there.
  const nativeSessions = new Set<string>()

  const onNative = (
    statement: ResolvedStatement,
    owner: string,
    signal: AbortSignal | undefined,
    onProgress: RunOptions['onProgress'],
    note: string | null,
  ) => {
    if (statement.stateful) nativeSessions.add(owner)
    return runNative(
      effects.native,
      statement,
      { ...(signal && { signal }), ...(onProgress && { onProgress }) },
      { note, digest: digestOf(statement) },
      nativeSessions.has(owner) ? owner : null,
    )
  }

  /** Sets that native has opened, or is opening. */
  const opened = new Map<string, Promise<void>>()
  const nativeStands = (set: EngineSet): Promise<void> => {
    const known = opened.get(set.id)
    if (known) return known
    const nothing = {
      set,
      sql: 'SELECT 1',
      stateful: false,
      yieldsRows: true,
      steady: true,
      reads: [],
      wholeTable: null,
    }
    const now = onNative(nothing, '', undefined, undefined, null).then((handle) => handle.close())
    opened.set(set.id, now)
    now.catch(() => opened.delete(set.id))
    return now
  }

  const raced = async (statement: ResolvedStatement, owner: string, options: RunOptions) => {
    const { set, sql } = statement
    let wasmError: unknown
    const { result } = await race<ResultHandle>({
      first: (signal) =>
        onWasm(statement, owner, signal, () => onNative(statement, owner, undefined, undefined, null)).catch(
          (thrown) => {
            wasmError = thrown
            if (isFull(thrown)) makeWay(set)
            throw thrown
          },
        ),
      second: async (signal) =>
        withNote(await onNative(statement, owner, signal, options.onProgress, null), wasmError),
      headStart: engines.ready(set) ? headStart(known.get(set.id, sql), imageBytes(set)) : 0,
      decisive: (error) => error instanceof AppError && error.kind === 'input',
      discard: (late) => void late.close(),
      signal: options.signal,
    })
    return result
  }

  return {
    async run(statement, options = {}) {
      const { signal, engine = 'auto', owner = 'window', onProgress, preview = false } = options
      const { set, sql } = statement
      signal?.throwIfAborted()
      const began = performance.now()
      const large = imageBytes(set) > mostImageBytes
      const state = owners.stateOf(owner, set.id) !== null
      if (!statement.yieldsRows && engine !== 'native' && !large) return command(statement, owner, signal)
      // Who chose an engine wants it to answer, and what an owner made for itself may hide a source.
      const shared = engine === 'auto' && statement.steady && !preview && !state && !nativeSessions.has(owner)
      const key = `${set.id}\n${sql}`
      const open = shared ? held.get(key) : null
      if (open) return open
      const full =
        !state &&
        !statement.stateful &&
        statement.wholeTable === null &&
        (known.get(set.id, sql)?.bytes ?? 0) > mostResultBytes
      const handle =
        engine === 'native' || (engine === 'auto' && (large || full || (preview && !engines.has(set))))
          ? await onNative(
              statement,
              owner,
              signal,
              onProgress,
              large ? largeNote(set) : full ? fullNote : null,
            )
          : engine === 'wasm' || state || statement.stateful
            ? await onWasm(statement, owner, signal)
            : await raced(statement, owner, options)
      if (preview) return handle
      const bytes = roughBytes(handle.columns, handle.rows)
      const before = known.get(set.id, sql)?.wasmMs ?? 0
      const wasmMs = handle.engine === 'wasm' ? handle.ms : Math.max(before, performance.now() - began)
      if (engine !== 'native') known.set(set.id, sql, { wasmMs, bytes })
      return shared ? held.add(key, handle) : handle
    },
    warmUp(set) {
      if (imageBytes(set) <= mostImageBytes) void engines.acquire(set).catch(() => undefined)
    },
    has: (set) => engines.has(set),
    async stands(set) {
      if (engines.ready(set)) return
      const either = engines.has(set) ? [engines.acquire(set), nativeStands(set)] : [nativeStands(set)]
      // When none can be had, the statement itself says why.
      await Promise.any(either).catch(() => undefined)
    },
    closeOwner(owner) {
      nativeSessions.delete(owner)
      owners.close(owner)
    },
    restart: (why) => engines.restart(why),
    onEvent: events.on,
  }

  /** A statement that yields no rows: done on the owner's own connection, where its state stays. */
  async function command(
    statement: ResolvedStatement,
    owner: string,
    signal: AbortSignal | undefined,
  ): Promise<ResultHandle> {
    const began = performance.now()
    const lease = await owners.lease(statement.set, owner, true)
    try {
      await lease.connection.execute(statement.sql, signal)
    } finally {
      lease.release()
    }
    return nothing(performance.now() - began)
  }
}

async function tableOf(
  lease: Lease,
  { set, sql, wholeTable }: ResolvedStatement,
  signal: AbortSignal | undefined,
): Promise<Table> {
  const relation = wholeTable === null ? null : wholeRelation(set, wholeTable)
  return relation === null ? createTable(lease, sql, signal) : imageTable(lease, sql, relation)
}

/** The image table behind a source's view; the set's first image of a source is what its name means. */
function wholeRelation(set: EngineSet, wholeTable: string): string | null {
  const image =
    set.images.find(({ source }) => source === wholeTable) ??
    set.images.find(({ source, snapshot }) => `${source}@${snapshot}` === wholeTable)
  return image ? `${imageAlias(image.key)}.main.data` : null
}

function withNote(handle: ResultHandle, wasmError: unknown): ResultHandle {
  if (!(wasmError instanceof AppError) || wasmError.kind === 'cancelled') return handle
  const reason =
    wasmError.code === 'ENGINE_UNSUPPORTED'
      ? 'the wasm engine has no such function'
      : 'the wasm engine could not'
  return { ...handle, note: isFull(wasmError) ? fullNote : `Answered by native: ${reason}.` }
}

const isFull = (thrown: unknown): boolean => thrown instanceof AppError && thrown.code === 'ENGINE_MEMORY'

const fullNote = 'Answered by native: the result does not fit the wasm engine.'

function largeNote(set: EngineSet): string {
  const largest = [...set.images].sort((one, other) => other.bytes - one.bytes)[0]
  return `${largest?.source ?? 'A source'} is ${((largest?.bytes ?? 0) / 1024 ** 3).toFixed(1)} GiB, so native answers.`
}

/** The handle of a statement that yields no rows. */
function nothing(ms: number): ResultHandle {
  const refuse = async () => {
    throw closedError()
  }
  return {
    engine: 'wasm',
    threads: 1,
    columns: [],
    rows: 0,
    ms,
    held: false,
    note: null,
    page: async (from) => ({ from, columns: [] }),
    derive: refuse,
    keep: refuse,
    over: refuse,
    digest: refuse,
    close: async () => undefined,
  }
}
