import type { KeyProposal } from '#shared/contract/difference.ts'
import type { ResolvedStatement } from '#shared/contract/engine.ts'
import type { SharedColumn } from '#shared/sql/index.ts'
import { readContracts } from '../../lake/index.ts'
import type { EngineContext } from '../engine/context.ts'

/**
 * How the rows of a query can be told apart, best first: by the contract's key of a source that it reads, by what it
 * groups by, by columns that are unique. A proposal whose columns are not all shared is none.
 */
export async function proposeKeys(
  { app, workspace }: EngineContext,
  {
    sql,
    reads,
    shared,
    unique,
  }: {
    sql: string
    reads: ResolvedStatement['reads']
    shared: readonly SharedColumn[]
    unique: KeyProposal | null
  },
): Promise<KeyProposal[]> {
  const names = new Map(shared.map(({ name }) => [name.toLowerCase(), name]))
  const proposals: KeyProposal[] = []
  const propose = (columns: readonly string[], why: KeyProposal['why']) => {
    const found = columns.flatMap((column) => names.get(column.toLowerCase()) ?? [])
    if (found.length === 0 || found.length < columns.length) return
    const twin = proposals.some((one) => one.columns.join('\0') === found.join('\0'))
    if (!twin) proposals.push({ columns: found, why })
  }
  const grouped = await app.native.call('groupedBy', { sql }).catch(() => null)
  const sources = new Set(reads.map(({ source }) => source))
  const { contracts } = await readContracts(workspace)
  // A grouped query has other rows than its source.
  if (sources.size === 1 && grouped === null) {
    const contract = contracts.find(({ source }) => sources.has(source))
    propose(contract?.contract.key ?? [], 'contract')
  }
  if (grouped !== null) propose(grouped, 'group')
  if (unique) propose(unique.columns, 'unique')
  return proposals
}
