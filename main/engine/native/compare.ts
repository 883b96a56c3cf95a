import type { DuckDBConnection } from '@duckdb/node-api'
import type { ColumnShift, KeyProposal, RowDifference } from '#shared/contract/difference.ts'
import { inputError } from '#shared/errors.ts'
import {
  type Comparing,
  differenceCountsSql,
  differenceSql,
  measureOf,
  pairedSql,
  quoteIdent,
  repeatedKeysSql,
  type SharedColumn,
  sharedColumns,
  shiftBins,
  shiftMeasureOf,
  shiftSql,
  type Tolerance,
} from '#shared/sql/index.ts'
import type { StoredResult } from './results.ts'
import { dropTable, type Stored, storeOwn } from './store.ts'

/** Two results of one engine. */
export interface Pair {
  before: StoredResult
  after: StoredResult
}

const sharedOf = ({ before, after }: Pair): SharedColumn[] => sharedColumns(before.columns, after.columns)

/** The columns of these names. Throws `DIFFERENCE_COLUMN` for one that is not on both sides. */
function named(shared: readonly SharedColumn[], names: readonly string[]): SharedColumn[] {
  return names.map((name) => {
    const column = shared.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (column) return column
    const has = shared.map((one) => one.name).join(', ')
    throw inputError(
      'DIFFERENCE_COLUMN',
      `\`${name}\` is not a column of both sides. They share ${has || 'none'}.`,
    )
  })
}

/** What is known of a difference beside its rows. */
type Facts = Omit<RowDifference, 'result'>

/**
 * Stores the rows that differ and counts them. It first takes keys for unique and checks that by what came out; only
 * where they are not, both sides are grouped by their key.
 */
export async function compareRows(
  connection: DuckDBConnection,
  pair: Pair,
  { key: keyNames, tolerance }: { key: readonly string[]; tolerance: Tolerance },
  onStep: (step: string) => void,
): Promise<{ stored: Stored; facts: Facts }> {
  const shared = sharedOf(pair)
  const key = named(shared, keyNames)
  const values = shared.filter((column) => !key.includes(column))
  const comparing: Comparing = {
    before: pair.before.relation,
    after: pair.after.relation,
    key,
    values,
    tolerance,
  }
  onStep('Pair up rows')
  let repeated = { before: 0, after: 0 }
  // Of two types of one value the hashes differ.
  const known = key.length > 0 && key.some(({ before, after }) => before !== after)
  if (known) repeated = await countRepeated(connection, comparing)
  let stored = await storeOwn(connection, differenceSql(comparing, repeated.before + repeated.after > 0))
  if (key.length > 0 && !known) {
    const [check] = await rowsOf(connection, pairedSql(comparing, stored.relation))
    if (check?.paired !== true) {
      onStep('Look for keys that repeat')
      await dropTable(connection, stored.relation)
      repeated = await countRepeated(connection, comparing)
      stored = await storeOwn(connection, differenceSql(comparing, true))
    }
  }
  onStep('Count')
  const [counts = {}] = await rowsOf(connection, differenceCountsSql(stored.relation, values))
  const [added, changed, gone] = [Number(counts.added), Number(counts.changed), Number(counts.gone)]
  return {
    stored,
    facts: {
      key: key.map(({ name }) => name),
      columns: values.map((column, index) => ({
        ...column,
        rows: Number(counts[`n${index}`]),
        most: numberOf(counts[`d${index}`]),
      })),
      rows: { before: pair.before.rows, after: pair.after.rows },
      added,
      changed,
      gone,
      equal: pair.after.rows - added - changed,
      repeated,
    },
  }
}

async function countRepeated(connection: DuckDBConnection, comparing: Comparing) {
  const [counts] = await rowsOf(connection, repeatedKeysSql(comparing))
  return { before: Number(counts?.before), after: Number(counts?.after) }
}

/** How one column is spread on both sides. */
export async function compareColumn(
  connection: DuckDBConnection,
  pair: Pair,
  name: string,
): Promise<ColumnShift> {
  const [column] = named(sharedOf(pair), [name])
  if (!column) throw new Error('no column')
  const sql = shiftSql(pair.before.relation, pair.after.relation, column)
  const [row = {}] = await rowsOf(connection, sql)
  const both = (what: string) => ({
    before: Number(row[`${what}_b`] ?? 0),
    after: Number(row[`${what}_a`] ?? 0),
  })
  const [rows, nulls] = [both('rows'), both('nulls')]
  const share = (side: 'before' | 'after') => (rows[side] === 0 ? 0 : nulls[side] / rows[side])
  const facts = {
    ...column,
    measure: shiftMeasureOf(column),
    shift: Math.max(Number(row.shift ?? 0), Math.abs(share('after') - share('before'))),
    rows,
    nulls,
    distinct: both('distinct'),
  }
  if (facts.measure === 'jensen-shannon') return { ...facts, top: topOf(row.top) }
  return {
    ...facts,
    mean: { before: numberOf(row.mean_b), after: numberOf(row.mean_a) },
    ...histogramOf(row),
  }
}

type Row = { [name: string]: unknown }

/** Few rows of a statement of our own. */
async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql)
  return reader.getRowObjectsJS() as Row[]
}

/** JSON has no NaN and no infinity. */
const numberOf = (value: unknown): number | null =>
  value === null || value === undefined || !Number.isFinite(Number(value)) ? null : Number(value)

function topOf(list: unknown): ColumnShift['top'] {
  if (!Array.isArray(list)) return []
  return (list as { value: string; before: unknown; after: unknown }[]).map(({ value, before, after }) => ({
    value: String(value),
    before: Number(before),
    after: Number(after),
  }))
}

function histogramOf({ bins, low, high }: Row): Pick<ColumnShift, 'histogram'> {
  const [from, to] = [numberOf(low), numberOf(high)]
  if (!Array.isArray(bins) || from === null || to === null) return {}
  const before = Array<number>(shiftBins).fill(0)
  const after = Array<number>(shiftBins).fill(0)
  for (const [bin, was, is] of bins as [number, number, number][]) {
    before[bin] = was
    after[bin] = is
  }
  return { histogram: { low: from, high: to, before, after } }
}

/** Rows up to which sets of columns are tried. */
const mostForSets = 1_000_000
const mostTried = 12

/**
 * The first columns that are unique on both sides: one column, else up to four of the first that are no measurements.
 * Null when there are none.
 */
export async function uniqueKey(connection: DuckDBConnection, pair: Pair): Promise<KeyProposal | null> {
  const { before, after } = pair
  const rows = Math.max(before.rows, after.rows)
  const columns = sharedOf(pair)
    .filter((column) => column.before === column.after && measureOf(column.after) !== 'float')
    .filter(({ after }) => !/[([]/.test(after))
    .slice(0, mostTried)
  if (columns.length === 0 || rows === 0) return null
  const sides = [before, after]
  const likely: string[] = []
  const near = await Promise.all(
    sides.map(async ({ relation }) => {
      const list = columns.map(
        ({ name }, index) => `approx_count_distinct(${quoteIdent(name)})::DOUBLE AS c${index}`,
      )
      const [row = {}] = await rowsOf(connection, `SELECT ${list.join(', ')} FROM ${relation}`)
      return row
    }),
  )
  for (const [index, { name }] of columns.entries()) {
    if (sides.every((side, at) => Number(near[at]?.[`c${index}`]) >= side.rows * 0.9)) likely.push(name)
  }
  const isKey = async (names: readonly string[]) => {
    const list = names.map(quoteIdent).join(', ')
    for (const { relation } of sides) {
      const sql = `SELECT 1 FROM ${relation} GROUP BY ${list} HAVING count(*) > 1 LIMIT 1`
      if ((await rowsOf(connection, sql)).length > 0) return false
    }
    return true
  }
  for (const name of likely) if (await isKey([name])) return { columns: [name], why: 'unique' }
  if (rows > mostForSets) return null
  for (let count = 2; count <= Math.min(4, columns.length); count++) {
    const names = columns.slice(0, count).map(({ name }) => name)
    if (await isKey(names)) return { columns: names, why: 'unique' }
  }
  return null
}
