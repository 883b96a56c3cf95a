import { quoteIdent } from '#shared/sql/index.ts'
import { columnClass } from '../data-grid/cell-format.ts'
import type { Axis, Ends } from './types.ts'

const day = 86_400_000
/** 1970-01-05 was a Monday: weeks begin there. */
const monday = 4 * day
const timeSteps = [1, 1000, 60_000, 300_000, 900_000, 3_600_000, 6 * 3_600_000, day, 7 * day, 28 * day]

export const isTime = (type: string): boolean =>
  columnClass(type) === 'time' && /^(DATE|TIMESTAMP)/.test(type)

/** A column's value as a DOUBLE; times are ms since 1970 in UTC. */
export function numberSql(column: string, type: string): string {
  const name = quoteIdent(column)
  if (!isTime(type))
    return columnClass(type) === 'float' && type === 'DOUBLE' ? name : `CAST(${name} AS DOUBLE)`
  // A time with a zone is an instant; reading its clock would take an extension.
  return type.endsWith('TIME ZONE') ? `epoch_ms(${name})` : `epoch_ms(CAST(${name} AS TIMESTAMP))`
}

/** Steps that people count in: 1, 2 or 5 times a power of ten, the least that gives at most `most` bins. */
export function niceStep({ min, max }: Ends, most: number): number {
  const raw = (max - min) / most
  if (!(raw > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(raw))
  // Powers below one are inexact: the factor is found by comparing with a little room.
  const factor = [1, 2, 5, 10].find((one) => one * power >= raw * (1 - 1e-9)) ?? 10
  return power < 1 ? 1 / Math.round(1 / (factor * power)) : factor * power
}

/** Bins over a column: times by second, minute, hour, day or week, numbers by a nice step; whole numbers by 1 at least. */
export function binsOf(column: string, type: string, ends: Ends, most: number): Axis & { as: 'bins' } {
  const time = isTime(type)
  if (time) {
    const least = type === 'DATE' ? day : 1
    const span = ends.max - ends.min
    const step =
      timeSteps.find((one) => one >= least && span / one <= most) ??
      28 * day * Math.ceil(span / (28 * day * most))
    return { as: 'bins', column, type, time, step, origin: step % (7 * day) === 0 ? monday : 0 }
  }
  const step = niceStep(ends, most)
  const whole = columnClass(type) === 'integer'
  return { as: 'bins', column, type, time, step: whole ? Math.max(1, step) : step, origin: 0 }
}

/** How many bins of a step below one make 1; null for other steps. */
const parts = (step: number): number | null => (step < 1 ? Math.round(1 / step) : null)

/** Where a bin begins, in units of the data: the very number that its condition in SQL names. */
export function edgeOf({ step, origin }: Axis & { as: 'bins' }, bin: number): number {
  const of = parts(step)
  return of === null ? origin + bin * step : bin / of
}

/** The bin whose beginning is nearest to a value. */
export function nearestEdge(axis: Axis & { as: 'bins' }, value: number): number {
  return Math.round((value - axis.origin) / axis.step)
}

/** The bin that a value lies in. */
export function binAt(axis: Axis & { as: 'bins' }, value: number): number {
  const near = nearestEdge(axis, value)
  return edgeOf(axis, near) <= value ? near : near - 1
}

/** The number of the bin that a row belongs to, as SQL, NULL for none; a value that begins a bin is in it, to the last bit. */
export function binSql({ column, type, step, origin }: Axis & { as: 'bins' }): string {
  const value = numberSql(column, type)
  const of = parts(step)
  if (of === null) {
    const moved = origin === 0 ? value : `(${value} - ${origin})`
    return `TRY_CAST(floor(${step === 1 ? moved : `${moved} / ${step}.0`}) AS BIGINT)`
  }
  const rough = `floor(${value} * ${of}.0)`
  return `TRY_CAST(CASE WHEN ${value} >= (${rough} + 1) / ${of}.0 THEN ${rough} + 1 WHEN ${value} < ${rough} / ${of}.0 THEN ${rough} - 1 ELSE ${rough} END AS BIGINT)`
}

/** Rows that have a place on the axis: NULL, NaN and infinities have none. */
export function placedSql(column: string, type: string): string {
  const name = quoteIdent(column)
  const kind = columnClass(type)
  if (kind === 'float') return `isfinite(${name})`
  if (isTime(type))
    return type.endsWith('TIME ZONE') ? `isfinite(${name})` : `isfinite(CAST(${name} AS TIMESTAMP))`
  return `${name} IS NOT NULL`
}
