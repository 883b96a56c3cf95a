import type { Catalogue } from './contract/engine.ts'
import type { ColumnsOf } from './sql/index.ts'

/** A name behind FROM whose columns are known. */
export interface KnownTable {
  name: string
  /** It is a table macro. */
  call: boolean
  /** Whose columns they are: a source, or the macro itself. */
  table: string
  columns: string[]
}

/** What can be read in a workspace, with its columns: sources, their views, and table macros that say theirs. */
export function knownTables({ sources, macros }: Pick<Catalogue, 'sources' | 'macros'>): KnownTable[] {
  return [
    ...sources.flatMap(({ name, columns }): KnownTable[] => {
      const fields = columns.map((column) => column.name)
      const rejects = ['_object', '_row', 'reason', 'field', 'raw']
      return [
        { name, call: false, table: name, columns: fields },
        { name: `${name}_raw`, call: false, table: name, columns: [...fields, '_extra', '_object', '_row'] },
        { name: `${name}_rejects`, call: false, table: `${name}_rejects`, columns: rejects },
      ]
    }),
    ...macros.flatMap(({ name, columns }): KnownTable[] =>
      columns ? [{ name, call: true, table: name, columns }] : [],
    ),
  ]
}

/** The columns of a name among these tables, in any case. */
export function columnsIn(tables: readonly KnownTable[]): ColumnsOf {
  const known = new Map(tables.map((one) => [`${one.call} ${one.name.toLowerCase()}`, one]))
  return (name, call) => known.get(`${call} ${name.toLowerCase()}`) ?? null
}
