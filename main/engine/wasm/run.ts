import type { Column } from '#shared/value.ts'

/** An image as a run attaches it: its catalogue name and its file on this machine. */
export interface RunImage {
  alias: string
  path: string
}

/** One SQL metric over `predictions` and the sources. */
export interface RunMetric {
  name: string
  sql: string
}

/** Everything a run may know: nothing else can be reached from its engine. */
export interface RunRequest {
  /** Digest of images and statements: a worker that served the same set last is warm. */
  set: string
  images: RunImage[]
  /** Run in order after the images are attached and before the engine is locked: views and macros. */
  statements: string[]
  /** The algorithm: one SELECT-like statement, parameters filled in. */
  sql: string
  metrics: RunMetric[]
  /** Folder in which the rows are kept as `<digest>.arrows`. Default: they are not kept. */
  keepRowsAt?: string
}

export interface RunResponse {
  /** The result digest of FORMATS: over the rows in the order delivered. */
  digest: string
  rows: number
  columns: Column[]
  metrics: Record<string, number | null>
  /** Milliseconds of the algorithm's query alone; metrics and digest are not in it. */
  ms: number
  /** DuckDB's version, e.g. `v1.4.3`. */
  version: string
  /** SHA-256 and length of the kept file, when rows were kept. */
  kept: { path: string; sha256: string; bytes: number } | null
}
