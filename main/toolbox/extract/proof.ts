import type { ExtractPreview } from '#shared/contract/toolbox.ts'
import { toAppError } from '#shared/errors.ts'
import type { Column } from '#shared/value.ts'
import { analyse, type NativeClient } from '../../engine/index.ts'
import type { Ready } from './context.ts'

type Proof = ExtractPreview['proof']

/**
 * Whether two statements give equal results, `macro` being there for the second: by their bound plans, which holds on
 * every input, or else by their rows as multisets, which holds for the snapshots that they read.
 */
export async function prove(
  native: NativeClient,
  before: Ready,
  after: Ready,
): Promise<{ proof: Proof; columns: { before: string[]; after: string[] } }> {
  const { set } = after
  const [was, is] = await Promise.all([
    native.call('describe', { set, sql: before.sql }),
    native.call('describe', { set, sql: after.sql }),
  ])
  const columns = { before: was.map(({ name }) => name), after: is.map(({ name }) => name) }
  const base = { snapshots: before.reads, rows: 0, differing: 0 }
  const different = was.findIndex(
    ({ name, type }, index) => name !== is[index]?.name || type !== is[index]?.type,
  )
  if (different !== -1 || was.length !== is.length) {
    const message = columnsDiffer(was[different], is[different])
    return { proof: { ...base, by: 'rows', equal: false, message }, columns }
  }
  if (await samePlan(native, before, after)) {
    const rows = await counted(native, before)
    const message = `Equal on every input: DuckDB makes the same plan of both. ${count(rows)} on these snapshots.`
    return { proof: { ...base, by: 'plans', equal: true, rows, message }, columns }
  }
  const { volatile } = await analyse(native, before.sql)
  if (volatile.length > 0) {
    const message = `\`${volatile[0]}\` answers differently each time, so the rows cannot be compared.`
    return { proof: { ...base, by: 'rows', equal: false, message }, columns }
  }
  const { rows, differing } = await compareRows(native, before, after)
  const message =
    differing === 0
      ? `${count(rows)} equal on these snapshots. The plans differ, so this is proof for these snapshots only.`
      : `${count(differing)} of ${rows} would differ. Nothing is written.`
  return { proof: { ...base, by: 'rows', equal: differing === 0, rows, differing, message }, columns }
}

function columnsDiffer(a: Column | undefined, b: Column | undefined): string {
  if (a && b && a.type === b.type) {
    return `The column \`${a.name}\` would be called \`${b.name}\`. Give it an alias in the query, then extract.`
  }
  const [old, now] = [a, b].map((column) => (column ? `\`${column.name} ${column.type}\`` : 'no column'))
  return `The columns would differ: ${old} became ${now}. Nothing is written.`
}

const count = (rows: number): string => (rows === 1 ? '1 row' : `${rows.toLocaleString('en-US')} rows`)

/** A plan that cannot be made into a text proves nothing; the rows then decide. */
async function samePlan(native: NativeClient, before: Ready, after: Ready): Promise<boolean> {
  try {
    const { same } = await native.call('samePlan', { set: after.set, a: before.sql, b: after.sql })
    return same
  } catch (thrown) {
    const { kind, code } = toAppError(thrown)
    if (kind === 'cancelled' || kind === 'bug' || code === 'WORKER_ENDED') throw thrown
    return false
  }
}

async function counted(native: NativeClient, { set, sql }: Ready): Promise<number> {
  const { page } = await native.call('query', { set, sql: `SELECT count(*) FROM (${sql}\n)` })
  return Number(page.columns[0]?.[0] ?? 0)
}

/**
 * Rows of the first, and rows that one of the two has more often than the other. On one thread (an engine of its own),
 * so that sums of floats come in one order in both.
 */
async function compareRows(
  native: NativeClient,
  before: Ready,
  after: Ready,
): Promise<{ rows: number; differing: number }> {
  const { page } = await native.call('query', {
    set: after.set,
    sql: `SELECT sum(lakebench_before), sum(abs(lakebench_more)) FROM (
        SELECT * EXCLUDE (lakebench_side), count_if(lakebench_side = 1) AS lakebench_before, sum(lakebench_side) AS lakebench_more
        FROM (
          SELECT *, 1 AS lakebench_side FROM (${before.sql}\n) UNION ALL SELECT *, -1 AS lakebench_side FROM (${after.sql}\n)
        ) GROUP BY ALL
      )`,
    keep: false,
  })
  const [rows, differing] = page.columns.map((column) => Number(column[0] ?? 0))
  return { rows: rows ?? 0, differing: differing ?? 0 }
}
