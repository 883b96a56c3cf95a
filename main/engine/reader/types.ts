import type { HandFormat, ReadOptions } from '#shared/contract/hand.ts'
import type { Column } from '#shared/value.ts'

/** What a throw-away process may take before it ends itself. */
export interface Bounds {
  /** Bytes of memory of the whole process. */
  memory: number
  /** Bytes that it may write, images and what it unpacks together. */
  written: number
  /** Milliseconds. */
  time: number
}

/** A file of anybody's to read. */
export interface ReadFile {
  file: string
  /** As its user knows it: the ending helps where the bytes say nothing. */
  name: string
  options: ReadOptions
  /** Sheets or tables to read, as `available` names them; null: the first ones. */
  tables: string[] | null
  /** An empty folder: images are written there, and everything temporary. */
  folder: string
  bounds: Bounds
}

/** A table of the file as a table image. */
export interface ReadTable {
  /** As the file names it; null for formats that are one table. */
  table: string | null
  /** File name of the image in the folder. */
  image: string
  rows: number
  rejects: number
  columns: Column[]
}

export interface ReadResult {
  format: HandFormat
  /** What was guessed or asked for, whole. */
  used: ReadOptions
  /** Sentences about what the file does not say in its rows: errors in cells, merged cells, another encoding. */
  notes: string[]
  /** All tables of a file that has several; empty for the other formats. */
  available: { table: string; problem?: string }[]
  tables: ReadTable[]
}
