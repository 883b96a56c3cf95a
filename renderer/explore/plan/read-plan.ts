import type { CatalogueSource, ResolvedStatement } from '#shared/contract/engine.ts'
import { explainedPart } from '#shared/sql/index.ts'
import { type ResultHandle, runStatement } from '../../engine/index.ts'
import type { Execution } from '../types.ts'
import { type NameOf, type PlanStep, planOf } from './plan-tree.ts'

/** A plan, and whether it was run to be measured. */
export interface Plan {
  steps: PlanStep[]
  measured: boolean
}

/** The plan of what a statement reads; an EXPLAIN has that of what it explains. */
export async function readPlan(
  { resolved, base }: Execution,
  options: { sources: CatalogueSource[]; measure: boolean; owner: string; signal: AbortSignal },
): Promise<Plan> {
  const { sources, measure, owner, signal } = options
  if (!resolved || !base) return { steps: [], measured: false }
  const sql = `EXPLAIN (${measure ? 'ANALYZE, ' : ''}FORMAT JSON) ${explainedPart(resolved.sql)?.sql ?? resolved.sql}`
  const statement: ResolvedStatement = { ...resolved, sql, wholeTable: null, yieldsRows: true }
  const handle = await runStatement(statement, { signal, engine: base.engine, owner })
  try {
    return {
      steps: planOf(await textOf(handle, signal), namesOf(resolved.reads, sources)),
      measured: measure,
    }
  } finally {
    await handle.close()
  }
}

/** Characters of one piece: a plan may be longer than the cell of a page. */
const piece = 16_000

async function textOf(handle: ResultHandle, signal: AbortSignal): Promise<string> {
  const { page } = await handle.over(
    `SELECT substr(explain_value, 1 + ${piece} * n, ${piece})
     FROM result, range(1000) pieces(n) WHERE n * ${piece} < length(explain_value) ORDER BY n`,
    signal,
  )
  return (page.columns[0] ?? []).map(String).join('')
}

/**
 * Tables by the names of their sources. The engine says `data` for each image's table, so that the columns tell which
 * source it is; where several have them, all of these are named.
 */
function namesOf(reads: ResolvedStatement['reads'], sources: CatalogueSource[]): NameOf {
  // An EXPLAIN reads nothing by itself.
  const read = sources.filter(({ name }) => reads.length === 0 || reads.some(({ source }) => source === name))
  return (table, columns) => {
    if (table !== 'data' && table !== 'rejects') return table
    const fit = read.filter(
      (one) =>
        table === 'rejects' || columns.every((name) => one.columns.some((column) => column.name === name)),
    )
    const names = fit.map(({ name }) => (table === 'rejects' ? `${name}_rejects` : name))
    return names.length > 0 ? names.join(' or ') : table
  }
}
