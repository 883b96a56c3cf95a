import type { Token } from '../lex.ts'

/** Where a column comes from: the place of the statement that names it, or a field of a table. */
export type ColumnOrigin =
  | {
      kind: 'output'
      /** Range of the name: an alias, the column as named, or an entry of a list of names. */
      from: number
      to: number
      name: string
      /** It has no name of its own: where `AS name` would stand. */
      unnamedTo: number | null
    }
  | { kind: 'table'; table: string; column: string }

/** A column of a table of FROM, or of a query's result. */
export interface Column {
  /** Null for a name that DuckDB makes of an expression. */
  name: string | null
  /** Several where it is merged of two tables, or may be either. */
  origins: ColumnOrigin[]
  sure: boolean
}

/** The columns of a query or table. */
export interface Columns {
  columns: Column[]
  /** It may have further ones. */
  open: boolean
}

/** A table of FROM. */
export interface Relation extends Columns {
  alias: string | null
}

/** What names mean at a place. */
export interface Scope {
  relations: readonly Relation[]
  /** Columns that USING or NATURAL made one of two, in lower case. */
  merged: ReadonlySet<string>
  /** What the SELECT itself gives under an alias. */
  given: readonly Column[]
  /** Whether a name is the table's column first, or what the SELECT gives; `unsure` where it depends. */
  first: 'column' | 'given' | 'unsure'
  parent: Scope | null
}

/** What a query can name: columns of queries around it, and WITH queries, in lower case. */
export interface Around {
  scope: Scope | null
  ctes: ReadonlyMap<string, Columns>
}

/** One place of a statement that names a column. */
export interface ColumnUse {
  from: number
  to: number
  name: string
  /** Several and sure: a column of USING, which is both. Several and not sure: it may be any. */
  origins: ColumnOrigin[]
  sure: boolean
  /** The result takes its name from here: where `AS name` would keep it. Null elsewhere. */
  givesTo: number | null
}

/** A place that uses columns without naming them. */
export interface NamelessUse {
  kind: 'star' | 'row'
  from: number
  to: number
  origins: ColumnOrigin[]
}

/** A part of a statement in which names are not followed, by the word that begins it. */
export interface UnreadPart {
  word: string
  from: number
  to: number
}

/** What is known of a table or, with `call`, of a table function; null: nothing. `table` is whose columns they are. */
export type ColumnsOf = (name: string, call: boolean) => { table: string; columns: readonly string[] } | null

/** A statement that is being read: its tokens, and what was found so far. */
export interface Reading {
  tokens: readonly Token[]
  close: ReadonlyMap<number, number>
  columnsOf: ColumnsOf
  /** Names that stand for no column, such as parameters of a macro. In lower case. */
  params: ReadonlySet<string>
  uses: ColumnUse[]
  definitions: Extract<ColumnOrigin, { kind: 'output' }>[]
  nameless: NamelessUse[]
  unread: UnreadPart[]
  /** Columns of the tables that it reads, in lower case. */
  fields: Set<string>
  /** Offsets of names that are known to be no column. */
  others: Set<number>
  /** Reads the query of a range of tokens. */
  query: (from: number, to: number, around: Around) => Columns
}
