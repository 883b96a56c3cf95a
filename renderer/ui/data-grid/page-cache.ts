import type { Cell, Page } from '#shared/value.ts'
import type { GridSource } from './types.ts'

/** Cells of a page: the fewer, the more columns there are, so that a page stays about this large. */
const cellsOfPage = 20_000
/** Cells kept in all: 120,000 of them are some 10 MB. */
const cellsKept = 240_000

/** Rows of one page of a result with so many columns. */
export function pageSizeFor(columns: number): number {
  return Math.max(50, Math.min(400, Math.floor(cellsOfPage / Math.max(1, columns))))
}

/** Rows of a result's first page. */
export const firstRows = (columns: number, rows: number): number => Math.min(pageSizeFor(columns), rows)

export interface PageCache {
  readonly pageSize: number
  /** The cell, or undefined while its page is not here. */
  cell(row: number, column: number): Cell | undefined
  /** The true length of a cell that is cut. */
  cutLength(row: number, column: number): number | undefined
  has(row: number): boolean
  /** Asks for the pages of these rows; requests for other rows are given up. Fulfilled when all are here. */
  want(from: number, end: number): Promise<void>
  /** Calls back whenever pages arrive or fail. Returns the way to stop. */
  subscribe(listener: () => void): () => void
  /** Counts arrivals: changes whenever what `cell` answers may have changed. */
  version(): number
  /** What the last failed request said, until one succeeds. */
  error(): unknown
  /** Every page that is here now. */
  pages(): Page[]
  close(): void
}

/** Pages of a source, the least recently wanted dropped beyond the bound. */
export function createPageCache(source: GridSource, bound = cellsKept): PageCache {
  const pageSize = pageSizeFor(source.columns.length)
  const most = Math.max(6, Math.floor(bound / (pageSize * Math.max(1, source.columns.length))))
  // A Map keeps insertion order: a page that is wanted again is put at the end.
  const pages = new Map<number, Page>(source.first ? [[0, source.first]] : [])
  const running = new Map<number, { abort: AbortController; done: Promise<void> }>()
  const listeners = new Set<() => void>()
  // Counts what is here from the start, too.
  let version = pages.size
  let failure: unknown = null
  let closed = false
  const tell = () => {
    version += 1
    for (const listener of listeners) listener()
  }

  const start = (number: number): Promise<void> => {
    const abort = new AbortController()
    const from = number * pageSize
    const done = source
      .page(from, Math.min(pageSize, source.rows - from), abort.signal)
      .then((page) => {
        if (abort.signal.aborted || closed) return
        pages.set(number, page)
        for (const old of pages.keys()) {
          if (pages.size <= most) break
          pages.delete(old)
        }
        failure = null
        tell()
      })
      .catch((thrown: unknown) => {
        if (abort.signal.aborted || closed) return
        failure = thrown
        tell()
      })
      .finally(() => {
        if (running.get(number)?.abort === abort) running.delete(number)
      })
    running.set(number, { abort, done })
    return done
  }

  return {
    pageSize,
    cell(row, column) {
      const page = pages.get(Math.floor(row / pageSize))
      return page?.columns[column]?.[row - page.from]
    },
    cutLength(row, column) {
      const { cut } = pages.get(Math.floor(row / pageSize)) ?? {}
      return cut?.find((one) => one.row === row && one.column === column)?.length
    },
    has: (row) => pages.has(Math.floor(row / pageSize)),
    async want(from, end) {
      if (closed || end <= from) return
      const first = Math.floor(from / pageSize)
      const last = Math.floor((Math.min(end, source.rows) - 1) / pageSize)
      for (const [number, { abort }] of running) {
        if (number < first || number > last) {
          abort.abort()
          running.delete(number)
        }
      }
      const waits: Promise<void>[] = []
      for (let number = first; number <= last; number++) {
        const page = pages.get(number)
        if (page) {
          pages.delete(number)
          pages.set(number, page)
        } else waits.push(running.get(number)?.done ?? start(number))
      }
      await Promise.all(waits)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
    error: () => failure,
    pages: () => [...pages.values()],
    close() {
      closed = true
      for (const { abort } of running.values()) abort.abort()
      running.clear()
      pages.clear()
    },
  }
}
