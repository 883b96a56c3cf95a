import { quoteIdent } from './names.ts'
import { parseType, type SqlType } from './type.ts'

/** When two floats or decimals still count as equal. `by` is a distance, or for `relative` a share of the larger one. */
export type Tolerance = { kind: 'exact' } | { kind: 'absolute' | 'relative'; by: number }

interface Named {
  name: string
  type: string
}

/** A column that both relations have, as each of them calls and types it. */
export interface SharedColumn {
  name: string
  before: string
  after: string
}

/** Two relations as SQL, and how their rows are told apart: by a key, or without one as whole values. */
export interface Comparing {
  before: string
  after: string
  /** The shared columns that name a row; empty when rows are compared whole. */
  key: readonly SharedColumn[]
  /** The other shared columns. */
  values: readonly SharedColumn[]
  tolerance: Tolerance
}

/** The columns that two relations share by name (SQL does not tell case apart), in the order of the second. */
export function sharedColumns(before: readonly Named[], after: readonly Named[]): SharedColumn[] {
  const types = new Map(before.map(({ name, type }) => [name.toLowerCase(), type]))
  return after.flatMap(({ name, type }) => {
    const was = types.get(name.toLowerCase())
    return was === undefined ? [] : [{ name, before: was, after: type }]
  })
}

const integers = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/
const floats = /^(DOUBLE|FLOAT|DECIMAL)$/
const times = /^(DATE|TIMESTAMP|TIMESTAMP_S|TIMESTAMP_MS|TIMESTAMP_NS|TIMESTAMP WITH TIME ZONE)$/

/** What kind of values a type has: `other` is everything that has no place on a line. */
export function measureOf(type: string): 'integer' | 'float' | 'time' | 'other' {
  let parsed: SqlType
  try {
    parsed = parseType(type)
  } catch {
    return 'other'
  }
  if (parsed.kind !== 'simple') return 'other'
  if (integers.test(parsed.name)) return 'integer'
  if (floats.test(parsed.name)) return 'float'
  return times.test(parsed.name) ? 'time' : 'other'
}

const isNumber = (type: string): boolean => ['integer', 'float'].includes(measureOf(type))

/** Both sides are numbers, so that the second minus the first says something. */
export const hasDelta = ({ before, after }: SharedColumn): boolean => isNumber(before) && isNumber(after)

/** Types of one family compare as they are; any others compare by their text, which never fails. */
function comparable({ before, after }: SharedColumn): boolean {
  if (before === after || (isNumber(before) && isNumber(after))) return true
  return measureOf(before) === 'time' && measureOf(after) === 'time'
}

/** A column of one side, in the form in which it is compared. */
function sideValue(column: SharedColumn): string {
  const name = quoteIdent(column.name)
  return comparable(column) ? name : `CAST(${name} AS VARCHAR)`
}

/** One relation with short names: `k0…` and `v0…`. */
function side(relation: string, { key, values }: Comparing): string {
  const list = [
    ...key.map((column, index) => `${sideValue(column)} AS k${index}`),
    ...values.map((column, index) => `${sideValue(column)} AS v${index}`),
    'true AS here',
  ]
  return `SELECT ${list.join(', ')} FROM ${relation}`
}

const numbered = (letter: string, columns: readonly unknown[]): string[] =>
  columns.map((_, index) => `${letter}${index}`)

/** Whether a value differs between `b` and `a`: NULL equals NULL, and what the tolerance covers is equal. */
function differs(column: SharedColumn, index: number, tolerance: Tolerance): string {
  const distinct = `b.v${index} IS DISTINCT FROM a.v${index}`
  const inexact = measureOf(column.before) === 'float' || measureOf(column.after) === 'float'
  if (tolerance.kind === 'exact' || !inexact || !hasDelta(column)) return distinct
  const [before, after] = [`b.v${index}::DOUBLE`, `a.v${index}::DOUBLE`]
  const distance = `abs(${after} - ${before})`
  const bound =
    tolerance.kind === 'absolute'
      ? `${distance} <= ${tolerance.by}::DOUBLE`
      : `${distance} <= ${tolerance.by}::DOUBLE * greatest(abs(${before}), abs(${after}))`
  return `(${distinct} AND NOT coalesce(isfinite(${distance}) AND ${bound}, false))`
}

const sameKey = (key: readonly unknown[], left: string, right: string): string =>
  numbered('k', key)
    .map((name) => `${left}.${name} IS NOT DISTINCT FROM ${right}.${name}`)
    .join(' AND ')

/** Keys that more than one row of a side has. */
function repeated(from: string, key: readonly unknown[]): string {
  const names = numbered('k', key).join(', ')
  return `SELECT ${names} FROM ${from} GROUP BY ${names} HAVING count(*) > 1`
}

const keyOf = (key: readonly SharedColumn[]): string =>
  key.map((column, index) => `${sideValue(column)} AS k${index}`).join(', ')

/** How many rows of each side share their key with another row of it: one row, `before` and `after`. */
export function repeatedKeysSql({ key, before, after }: Comparing): string {
  const names = numbered('k', key).join(', ')
  const rows = (relation: string) =>
    `(SELECT coalesce(sum(n), 0)::DOUBLE FROM (SELECT count(*) AS n FROM (SELECT ${keyOf(key)} FROM ${relation}) GROUP BY ${names} HAVING count(*) > 1))`
  return `SELECT ${rows(before)} AS before, ${rows(after)} AS after`
}

/**
 * Whether a difference that was made as if keys were unique may stand: one row, `paired`. A key that pairs up more
 * than once either comes out as changed more than once, or leaves the sums over the keys of both sides, less those
 * gone and added, apart. Far cheaper than to group both sides by their key.
 */
export function pairedSql({ key, before, after }: Comparing, difference: string): string {
  const hash = `sum(hash(${numbered('k', key).join(', ')})::HUGEINT)`
  const facts = (from: string, where = '') =>
    `(SELECT count(*) AS n, coalesce(${hash}, 0) AS h FROM ${from}${where})`
  const ofSide = (relation: string) => facts(`(SELECT ${keyOf(key)} FROM ${relation})`)
  const changed = `(SELECT count(*) AS n, count(DISTINCT row(${numbered('k', key).join(', ')})) AS keys FROM ${difference} WHERE change = 'changed')`
  return `SELECT c.n = c.keys AND b.n - g.n = a.n - d.n AND b.h - g.h = a.h - d.h AS paired
FROM ${ofSide(before)} b, ${ofSide(after)} a, ${facts(difference, " WHERE change = 'gone'")} g, ${facts(difference, " WHERE change = 'added'")} d, ${changed} c`
}

/** Rows of both sides as whole values, each with how often one side has it more than the other. */
function wholeRows(comparing: Comparing, before: string, after: string): string {
  const { key, values } = comparing
  const names = [...numbered('k', key), ...numbered('v', values)]
  const list = names.join(', ')
  const sides = values.flatMap((_, index) => [
    `CASE WHEN sum(n) < 0 THEN v${index} END AS b${index}`,
    `CASE WHEN sum(n) > 0 THEN v${index} END AS a${index}`,
  ])
  const out = [
    "CASE WHEN sum(n) > 0 THEN 'added' ELSE 'gone' END AS change",
    'abs(sum(n))::BIGINT AS times',
    'NULL::VARCHAR AS marks',
    ...numbered('k', key),
    ...sides,
  ]
  return `SELECT ${out.join(', ')}
FROM (SELECT ${list}, -1 AS n FROM ${before} UNION ALL SELECT ${list}, 1 FROM ${after})
GROUP BY ${list} HAVING sum(n) <> 0`
}

/**
 * What differs between two relations, as rows `change` (`added`, `changed`, `gone`), `times` (how many equal rows),
 * `marks` (of a changed row: a 1 for each value that differs, else 0), the key as `k0…`, and each other column before
 * and after as `b0, a0, b1…`. Ordered by key; without one by value.
 *
 * With a key, rows pair up by it, NULL being a value like another. Rows whose key is not unique on either side
 * (`repeats`) pair up with nothing: they are compared as whole values, as all rows are without a key.
 */
export function differenceSql(comparing: Comparing, repeats: boolean): string {
  const { key, values, before, after, tolerance } = comparing
  const sides = `b AS (${side(before, comparing)}), a AS (${side(after, comparing)})`
  const order = [...numbered('k', key), ...(key.length === 0 ? wholeOrder(values) : [])]
  const ordered = order.length === 0 ? '' : `\nORDER BY ${order.join(', ')}`
  if (key.length === 0) {
    return `WITH ${sides}\nSELECT * FROM (${wholeRows(comparing, 'b', 'a')})${ordered}`
  }
  const tests = values.map((column, index) => differs(column, index, tolerance))
  const marks = tests.map((test) => `CASE WHEN ${test} THEN '1' ELSE '0' END`)
  const out = [
    "CASE WHEN b.here IS NULL THEN 'added' WHEN a.here IS NULL THEN 'gone' ELSE 'changed' END AS change",
    '1::BIGINT AS times',
    `CASE WHEN b.here AND a.here THEN ${marks.length === 0 ? "''" : `concat(${marks.join(', ')})`} END AS marks`,
    ...key.map((_, index) => `CASE WHEN a.here THEN a.k${index} ELSE b.k${index} END AS k${index}`),
    ...values.flatMap((_, index) => [`b.v${index} AS b${index}`, `a.v${index} AS a${index}`]),
  ]
  const paired = (left: string, right: string) =>
    `SELECT ${out.join(', ')}
FROM ${left} AS b FULL JOIN ${right} AS a ON ${sameKey(key, 'b', 'a')}
WHERE ${['b.here IS NULL', 'a.here IS NULL', ...tests].join(' OR ')}`
  if (!repeats) return `WITH ${sides}\n${paired('b', 'a')}${ordered}`
  const split = (name: string) =>
    `${name}1 AS (SELECT * FROM ${name} ANTI JOIN r ON ${sameKey(key, name, 'r')}), ${name}2 AS (SELECT * FROM ${name} SEMI JOIN r ON ${sameKey(key, name, 'r')})`
  return `WITH ${sides}, r AS MATERIALIZED (${repeated('b', key)} UNION ${repeated('a', key)}), ${split('b')}, ${split('a')}
SELECT * FROM (${paired('b1', 'a1')} UNION ALL ${wholeRows(comparing, 'b2', 'a2')})${ordered}, change`
}

/** Rows of near values stand side by side, gone before added. */
const wholeOrder = (values: readonly unknown[]): string[] => [
  ...values.map((_, index) => `coalesce(a${index}, b${index})`),
  'change DESC',
]

/** The counts over a difference: one row of `added`, `changed`, `gone`, then for each value how many rows differ and by how much at most. */
export function differenceCountsSql(relation: string, values: readonly SharedColumn[]): string {
  const of = (change: string) =>
    `coalesce(sum(times) FILTER (WHERE change = '${change}'), 0)::DOUBLE AS ${change}`
  const columns = values.flatMap((column, index) => {
    const marked = `change = 'changed' AND substr(marks, ${index + 1}, 1) = '1'`
    const distance = `abs(a${index}::DOUBLE - b${index}::DOUBLE)`
    return [
      `count(*) FILTER (WHERE ${marked})::DOUBLE AS n${index}`,
      hasDelta(column)
        ? `max(${distance}) FILTER (WHERE ${marked} AND isfinite(${distance})) AS d${index}`
        : `NULL::DOUBLE AS d${index}`,
    ]
  })
  return `SELECT ${[of('added'), of('changed'), of('gone'), ...columns].join(', ')} FROM ${relation}`
}

/** A condition on a difference's rows: of one kind, and with a value that differs in this column. */
export function differenceWhere(kind: string | null, value: number | null): string | null {
  const parts = [
    kind === null ? null : `change = '${kind}'`,
    value === null ? null : `substr(marks, ${value + 1}, 1) = '1'`,
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(' AND ')
}
