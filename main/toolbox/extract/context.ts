import type { NativeClient, NativeSet } from '../../engine/index.ts'
import type { Transform } from '../types.ts'

/** A source as extraction sees it: its columns with what the contract says of them. */
export interface KnownSource {
  name: string
  columns: {
    name: string
    type: string
    unit?: string | undefined
    meaning?: string | undefined
    /** Its values stay out of files that are shared. */
    personal: boolean
  }[]
}

/** A statement that an engine can run as it is. */
export interface Ready {
  set: NativeSet
  sql: string
  reads: { source: string; snapshot: string }[]
}

/** What extraction works with. */
export interface ExtractContext {
  native: NativeClient
  /** Everything the toolbox has: their names are taken. */
  transforms: readonly Transform[]
  sources: readonly KnownSource[]
  /** The set and text that a statement runs with, its AT clauses rewritten. Parameters are literals already. */
  ready(sql: string): Promise<Ready>
}
