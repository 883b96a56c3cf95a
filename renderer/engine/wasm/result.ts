import { AppError } from '#shared/errors.ts'
import { closedError, type DeriveSpec, type OverResult, type ResultHandle } from '../handle.ts'
import { pageCache } from '../pages.ts'
import { deriveTable, digestTable, dropTable, keepTable, readPage, selectOver, type Table } from './table.ts'

/** Makes the table of a result, and makes it again when its engine is gone. */
export type Recipe = (signal?: AbortSignal) => Promise<Table>

/** At most so many rows cross to a chart or a profile. */
const mostOver = 10_000

/** Makes one table of another. */
type Make = (base: Table, work?: AbortSignal) => Promise<Table>

/** Does the same to the result on the other engine. */
type Elsewhere = (handle: ResultHandle, work?: AbortSignal) => Promise<ResultHandle>

interface Facts {
  ms: number
  note: string | null
  digest?: (signal?: AbortSignal) => Promise<string>
  /** The same result on the other engine, for what does not fit this one beside it; left out where there is none. */
  elsewhere?: (() => Promise<ResultHandle>) | undefined
  /** Called when something did not fit. */
  onFull?: (() => void) | undefined
}

/**
 * A handle on a table of the wasm engine. When that engine was ended (another set took its place, it crashed), the
 * statement is run again as soon as the result is looked at.
 */
export function wasmHandle(first: Table, recipe: Recipe, facts: Facts): ResultHandle {
  let live: Table = first
  let other: Promise<ResultHandle> | null = null
  let reviving: Promise<Table> | null = null
  let closed = false

  const table = async (): Promise<Table> => {
    if (closed) throw closedError()
    if (live.lease.database.dead() === null) return live
    // Nobody's cancel ends it: others may wait for the same table.
    reviving ??= recipe()
      .then((made) => {
        live = made
        if (closed) dropTable(made)
        return made
      })
      .finally(() => {
        reviving = null
      })
    return reviving
  }
  /** Once more when the engine dies under the step. */
  const withTable = async <Result>(
    step: (table: Table) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> => {
    try {
      return await step(await table())
    } catch (thrown) {
      if (!(thrown instanceof AppError && thrown.code === 'ENGINE_STOPPED') || signal?.aborted) throw thrown
      return step(await table())
    }
  }

  const elsewhere = (): Promise<ResultHandle> | null => {
    if (closed || !facts.elsewhere) return null
    other ??= facts.elsewhere().catch((thrown) => {
      other = null
      throw thrown
    })
    return other
  }
  const orElsewhere = async <Result>(
    here: () => Promise<Result>,
    there: (handle: ResultHandle) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> => {
    try {
      return await here()
    } catch (thrown) {
      const full = thrown instanceof AppError && thrown.code === 'ENGINE_MEMORY'
      if (full) facts.onFull?.()
      const handle = full && !signal?.aborted ? await elsewhere() : null
      if (handle === null) throw thrown
      return there(handle)
    }
  }

  // A page is shared by all who ask for it, so no single one of them can cancel it; pages are quick.
  const pages = pageCache((from, count, cut) => withTable((current) => readPage(current, from, count, cut)))
  const digest =
    facts.digest ?? ((signal?: AbortSignal) => withTable((current) => digestTable(current, signal), signal))

  /** A handle on what `make` makes of the table, and makes again after it. */
  const madeOf = async (make: Make, there: Elsewhere, signal?: AbortSignal): Promise<ResultHandle> => {
    const began = performance.now()
    const made = await withTable((current) => make(current, signal), signal)
    const again: Recipe = async (work) => {
      const base = await recipe(work)
      try {
        return await make(base, work)
      } finally {
        dropTable(base)
      }
    }
    const { elsewhere: whole } = facts
    const further =
      whole &&
      (async () => {
        const base = await whole()
        try {
          return await there(base)
        } finally {
          void base.close()
        }
      })
    return wasmHandle(made, again, {
      ms: performance.now() - began,
      note: null,
      digest,
      elsewhere: further,
      onFull: facts.onFull,
    })
  }

  const madeOrElsewhere = (make: Make, there: Elsewhere, signal?: AbortSignal) =>
    orElsewhere(
      () => madeOf(make, there, signal),
      (handle) => there(handle, signal),
      signal,
    )

  return {
    engine: 'wasm',
    threads: 1,
    columns: first.columns,
    rows: first.rows,
    ms: facts.ms,
    held: false,
    note: facts.note,
    async page(from, count, signal, { cut = false } = {}) {
      if (closed) throw closedError()
      signal?.throwIfAborted()
      return pages.get(from, count, cut)
    },
    derive: (spec: DeriveSpec, signal) =>
      madeOrElsewhere(
        (base, work) => deriveTable(base, spec, work),
        (handle, work) => handle.derive(spec, work),
        signal,
      ),
    keep: (sql, signal) =>
      madeOrElsewhere(
        (base, work) => keepTable(base, sql, work),
        (handle, work) => handle.keep(sql, work),
        signal,
      ),
    over: (sql, signal): Promise<OverResult> =>
      orElsewhere(
        () => withTable((current) => selectOver(current, sql, mostOver, signal), signal),
        (handle) => handle.over(sql, signal),
        signal,
      ),
    digest,
    async close() {
      if (closed) return
      closed = true
      pages.clear()
      if (live.lease.database.dead() === null) dropTable(live)
      void other?.then((handle) => handle.close()).catch(() => undefined)
    },
  }
}
