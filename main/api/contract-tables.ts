import { storedType } from '#shared/format/contract.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import type { LoadedContract } from '../lake/index.ts'

/** Empty tables of what the contracts promise: enough for a macro's body to bind, with nothing synced. */
export function contractTables(contracts: readonly LoadedContract[]): string[] {
  return contracts.flatMap(({ source, contract }) => {
    const fields = Object.entries(contract.fields).map(([name, { type }]) => column(name, type))
    const extra = contract.unknown_fields === 'keep' ? [column('_extra', 'VARCHAR')] : []
    const place = [column('_object', 'VARCHAR'), column('_row', 'BIGINT')]
    const rejects = ['reason', 'field', 'raw'].map((name) => column(name, 'VARCHAR'))
    return [
      create(source, fields),
      create(`${source}_raw`, [...fields, ...extra, ...place]),
      create(`${source}_rejects`, [...place, ...rejects]),
    ]
  })
}

const create = (name: string, columns: string[]): string =>
  `CREATE TABLE ${quoteIdent(name)} (${columns.join(', ')})`

const column = (name: string, type: string): string => `${quoteIdent(name)} ${storedType(type)}`
