import { AppError } from '#shared/errors.ts'
import type { Column, EngineName, Page, SortKey } from '#shared/value.ts'

/** A whole result, whichever engine holds it: read by pages, so that its size costs the window no memory. */
export interface ResultHandle {
  /** The engine that holds the result now; changes only when it is run again. */
  readonly engine: EngineName
  /** Threads the engine used: 1 for wasm. */
  readonly threads: number
  readonly columns: Column[]
  readonly rows: number
  /** Milliseconds from start to complete result. */
  readonly ms: number
  /** The rows stood already, so that nothing was computed; `ms` is what they took then. */
  readonly held: boolean
  /** Why another engine answered than would have at first, as a sentence; null when there is nothing to say. */
  readonly note: string | null
  /**
   * Rows `from` to `from + count`, fewer at the end; with `cut` long texts and BLOBs by their beginning, and the page
   * says which. Throws AppError; `RESULT_CLOSED` after `close`.
   */
  page(from: number, count: number, signal?: AbortSignal, options?: { cut?: boolean }): Promise<Page>
  /** Sort and filter over the whole result, as a handle of its own. `where` is SQL over the result's columns. */
  derive(spec: DeriveSpec, signal?: AbortSignal): Promise<ResultHandle>
  /** Keeps the rows of a SELECT that sees the result as `result` beside it in the same engine, as a handle of its own. */
  keep(sql: string, signal?: AbortSignal): Promise<ResultHandle>
  /** Runs a SELECT that sees the result as `result`, for profiles and charts. At most 10,000 rows. */
  over(sql: string, signal?: AbortSignal): Promise<OverResult>
  /**
   * The result digest of FORMATS over the statement's own rows in the order delivered, also for a derived handle.
   * It is the one that a run of the same query records, and as runs do it reads what the wasm engine delivers.
   */
  digest(signal?: AbortSignal): Promise<string>
  /** Frees the result in its engine. Derived handles live on. */
  close(): Promise<void>
}

export interface DeriveSpec {
  where: string | null
  orderBy: SortKey[]
}

/** The answer of `over`: the same form as main's `engine.over`. */
export interface OverResult {
  columns: Column[]
  page: Page
}

/** What a handle answers once it was closed. */
export const closedError = (): AppError =>
  new AppError({
    code: 'RESULT_CLOSED',
    kind: 'input',
    message: 'This result was closed. Run the statement again.',
  })
