import type { Find, FoundFile, Replacement, TableColumn, UnsavedText } from '#shared/contract/search.ts'
import type { KnownTable } from '#shared/known-tables.ts'

/** What a search found since its last step. */
export interface SearchStep {
  files: FoundFile[]
  /** Null while there is more to look through. */
  done: { searched: number; more: boolean; left: number } | null
}

/** The verbs of the search thread. A search is told in steps of about 25 ms, so that it can be left at any. */
export type SearchHandlers = {
  begin: (input: { root: string; find: Find; unsaved: UnsavedText[] }) => Promise<SearchStep & { id: number }>
  /** Looks for a column in SQL and in contracts, by what tables have. */
  beginColumns: (
    input: TableColumn & { root: string; tables: KnownTable[]; unsaved: UnsavedText[] },
  ) => Promise<SearchStep & { id: number }>
  more: (input: { id: number }) => Promise<SearchStep>
  stop: (input: { id: number }) => Promise<void>
  /** What replacing would write; files without a match are left out. */
  replacements: (input: {
    root: string
    find: Find
    replacement: string
    paths: string[]
  }) => Promise<Replacement[]>
  /** What another name of a table macro's column would write, or the place that keeps it from being renamed. */
  renamedColumn: (input: {
    root: string
    /** The macro and its file. */
    macro: string
    file: string
    column: string
    to: string
    tables: KnownTable[]
  }) => Promise<Replacement[] | { path: string; line: number; message: string }>
}
