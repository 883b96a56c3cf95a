import type { ImportContract } from '#shared/format/contract.ts'
import type { Digest } from '#shared/names.ts'

/** An image to build. */
export interface BuildImage {
  /** `LAKEBENCH_HOME`. */
  home: string
  snapshot: Digest
  contract: ImportContract
  /** The contract's file, for places in errors. */
  file: string
  /** Where to write the image; it must not exist yet. The caller renames it to its final name. */
  to: string
  /** An image of the same contract whose snapshot is a prefix of this one: its rows are taken over. */
  base?: { path: string; snapshot: Digest }
  /** Threads of the build; the content does not depend on it. Default: 1, which also fixes the row groups. */
  threads?: number
}

export interface BuiltImage {
  rows: number
  rejects: number
  objects: number
  /** Rows of the last day, when a partition is a date. */
  lastDay: { day: string; rows: number } | null
  /** What rows were rejected for most, at most 20. */
  reasons: { reason: string; field: string | null; rows: number }[]
}
