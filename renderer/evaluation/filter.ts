import type { RunColumn } from './columns.ts'
import { snapshotText } from './columns.ts'
import { cellText, type LedgerRow, stateOf } from './ledger.ts'

const comparison = /^([a-z][a-z0-9_]*)\s*(>=|<=|!=|=|>|<)\s*(.+)$/i
/** Terms are split at spaces, except around an operator: `mae < 17 route` is two terms. */
const term = /[a-z][a-z0-9_]*\s*(?:>=|<=|!=|=|>|<)\s*\S+|\S+/gi

type Test = (row: LedgerRow) => boolean

/**
 * A filter as typed: `mae < 17 route_hour cut=2001-06-01`. Comparisons name a metric, a param, `rows`, `duration`
 * or `uses`; any other word must stand in algorithm, version, commit, key, snapshots, params, state or author.
 * Returns a sentence as `problem` when a comparison names nothing known.
 */
export function parseFilter(
  text: string,
  columns: readonly RunColumn[],
): { test: Test; problem: string | null } {
  const tests: Test[] = []
  let problem: string | null = null
  for (const part of text.match(term) ?? []) {
    const match = comparison.exec(part)
    if (!match) {
      const wanted = part.toLowerCase()
      tests.push((row) => textOf(row).includes(wanted))
      continue
    }
    const [, name = '', operator = '', bound = ''] = match
    const column = columnNamed(columns, name.toLowerCase())
    if (!column) {
      problem = `No metric or parameter is called ${name}.`
      continue
    }
    tests.push((row) => compares(column.value(row), operator, bound))
  }
  return { test: (row) => tests.every((test) => test(row)), problem }
}

function columnNamed(columns: readonly RunColumn[], name: string): RunColumn | undefined {
  return columns.find(({ id }) => id === `metric:${name}` || id === `param:${name}` || id === name)
}

function compares(value: string | number | null, operator: string, bound: string): boolean {
  if (value === null) return operator === '!='
  const number = Number(bound)
  const order =
    typeof value === 'number' && !Number.isNaN(number)
      ? Math.sign(value - number)
      : String(value).localeCompare(bound, 'en', { numeric: true })
  if (operator === '=') return order === 0
  if (operator === '!=') return order !== 0
  if (operator === '>') return order > 0
  if (operator === '>=') return order >= 0
  if (operator === '<') return order < 0
  return order <= 0
}

const texts = new WeakMap<LedgerRow, string>()

function textOf(row: LedgerRow): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const { run } = row
  const params = Object.entries(run.params).map(([name, value]) => `${name}=${cellText(value)}`)
  const text = [
    run.algorithm,
    run.ref,
    run.commit,
    run.key,
    snapshotText(run),
    ...params,
    stateOf(run),
    run.by,
  ]
    .concat(run.dirty ? 'wip' : [], run.error ?? [])
    .join(' ')
    .toLowerCase()
  texts.set(row, text)
  return text
}

export interface RunSort {
  column: string
  descending: boolean
}

/**
 * Rows in the order asked for, those of `onTop` (baseline and pinned) first under any sort, NULL last in both
 * directions. Equal rows keep their order.
 */
export function sortRows(
  rows: readonly LedgerRow[],
  columns: readonly RunColumn[],
  sort: RunSort | null,
  onTop: (row: LedgerRow) => number,
): LedgerRow[] {
  const column = sort && columns.find(({ id }) => id === sort.column)
  const keyed = rows.map((row, at) => ({
    row,
    at,
    top: onTop(row),
    value: column ? column.value(row) : null,
  }))
  const direction = sort?.descending ? -1 : 1
  keyed.sort((a, b) => a.top - b.top || compareValues(a.value, b.value, direction) || a.at - b.at)
  return keyed.map(({ row }) => row)
}

function compareValues(a: string | number | null, b: string | number | null, direction: number): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  if (typeof a === 'number' && typeof b === 'number') return direction * (a - b)
  const left = String(a)
  const right = String(b)
  return direction * (left < right ? -1 : left > right ? 1 : 0)
}
