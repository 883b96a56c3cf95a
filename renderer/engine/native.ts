import type { NativeHandle, ResolvedStatement } from '#shared/contract/engine.ts'
import type { AppError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import type { Page } from '#shared/value.ts'
import { appErrorOf, type client, follow } from '../client/index.ts'
import { closedError, type DeriveSpec, type OverResult, type ResultHandle } from './handle.ts'
import { pageCache } from './pages.ts'

/** What of main's contract the native side of the pair is made from. */
export type NativeApi = Pick<typeof client.engine, 'run' | 'page' | 'derive' | 'keep' | 'over' | 'close'>

/** Makes the result in the native engine, and makes it again when that engine was restarted. */
type Recipe = (work: Work) => Promise<NativeHandle>

/** Runs a resolved statement on the native engine, in the session whose temporary tables it sees. Throws AppError. */
export async function runNative(
  api: NativeApi,
  statement: ResolvedStatement,
  work: Work,
  facts: { note: string | null; digest: (signal?: AbortSignal) => Promise<string> },
  session: string | null = null,
): Promise<ResultHandle> {
  const { set, sql, wholeTable } = statement
  const recipe: Recipe = (asked) =>
    follow((options) => api.run({ set: set.id, sql, wholeTable, session }, options), asked)
  return nativeHandle(api, await recipe(work), recipe, facts)
}

/** A result that `recipe` made in the native engine, and makes again when that engine was restarted. */
export function madeResult(api: NativeApi, first: NativeHandle, recipe: Recipe): ResultHandle {
  const digest = async () => {
    throw closedError()
  }
  return nativeHandle(api, first, recipe, { note: null, digest })
}

/** The native engine knows the handle no more: it was restarted, or it freed the result. */
export const gone = (error: AppError): boolean =>
  error.code === 'WORKER_ENDED' || error.code === 'RESULT_GONE' || error.code.startsWith('HANDLE_')

function nativeHandle(
  api: NativeApi,
  first: NativeHandle,
  recipe: Recipe,
  facts: { note: string | null; digest: (signal?: AbortSignal) => Promise<string> },
): ResultHandle {
  let live = first
  let reviving: Promise<void> | null = null
  let closed = false

  const withHandle = async <Result>(
    step: (handle: string) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> => {
    if (closed) throw closedError()
    const tried = live.handle
    try {
      return await step(tried)
    } catch (thrown) {
      const error = appErrorOf(thrown)
      if (!gone(error) || closed || signal?.aborted) throw error
      if (live.handle === tried) {
        reviving ??= recipe({})
          .then((made) => {
            live = made
          })
          .finally(() => {
            reviving = null
          })
        await reviving
      }
      return step(live.handle).catch((again) => {
        throw appErrorOf(again)
      })
    }
  }

  const pages = pageCache((from, count, cut) =>
    withHandle((handle) => pageOf(api, handle, { from, count, cut })),
  )

  /** A handle on what `make` makes of the result, and makes again after it. */
  const madeOf = async (
    make: (handle: string, work: Work) => Promise<NativeHandle>,
    signal?: AbortSignal,
  ): Promise<ResultHandle> => {
    const made = await withHandle((handle) => make(handle, signal ? { signal } : {}), signal)
    const again: Recipe = async (asked) => {
      const base = await recipe(asked)
      try {
        return await make(base.handle, asked)
      } finally {
        void api.close({ handle: base.handle }).catch(() => undefined)
      }
    }
    return nativeHandle(api, made, again, { ...facts, note: null })
  }

  return {
    engine: 'native',
    threads: first.threads,
    columns: first.columns,
    rows: first.rows,
    ms: first.ms,
    held: false,
    note: facts.note,
    async page(from, count, signal, { cut = false } = {}) {
      if (closed) throw closedError()
      signal?.throwIfAborted()
      return pages.get(from, count, cut)
    },
    derive: (spec: DeriveSpec, signal) =>
      madeOf((handle, work) => follow((options) => api.derive({ handle, ...spec }, options), work), signal),
    keep: (sql, signal) =>
      madeOf((handle, work) => follow((options) => api.keep({ handle, sql }, options), work), signal),
    over: (sql, signal): Promise<OverResult> =>
      withHandle((handle) => api.over({ handle, sql }, signal ? { signal } : {}), signal),
    digest: facts.digest,
    async close() {
      if (closed) return
      closed = true
      pages.clear()
      await api.close({ handle: live.handle }).catch(() => undefined)
    },
  }
}

/** The contract's most rows a page. */
const mostRows = 10_000

async function pageOf(
  api: NativeApi,
  handle: string,
  { from, count, cut }: { from: number; count: number; cut: boolean },
): Promise<Page> {
  const first = await api.page({ handle, from, count: Math.max(1, Math.min(count, mostRows)), cut })
  if (count <= mostRows || (first.columns[0]?.length ?? 0) < mostRows) return first
  const rest = await pageOf(api, handle, { from: from + mostRows, count: count - mostRows, cut })
  return {
    from,
    columns: first.columns.map((cells, index) => cells.concat(rest.columns[index] ?? [])),
    ...(cut && { cut: [...(first.cut ?? []), ...(rest.cut ?? [])] }),
  }
}
