import type { ColumnProfile, ProfileBar } from '#shared/format/profile.ts'
import {
  barCondition,
  beginningCondition,
  beyondCondition,
  boundsCondition,
  outlierCondition,
  patternCondition,
  repeatedCondition,
  seasonCondition,
} from '#shared/profile/index.ts'
import type { Cell } from '#shared/value.ts'
import { cellText, columnDecimals } from '../../ui/data-grid/index.ts'
import { formatCount, plural } from '../../ui/format.ts'
import { nameInSql } from '../source-sql.ts'
import type { Filter } from '../types.ts'
import type { About } from './target.ts'
import { lookedAt, shareText } from './words.ts'

/** The rows that a part of a profile stands for. */
export type Shown = Omit<Filter, 'id'>

/** A part of a profile: a count with its words, and the rows that it stands for. */
export interface Part {
  count: number
  label: string
  shown: Shown
  /** It does not belong to the row of the others: beyond the bars, or beyond a bound. */
  apart?: true
}

/** A sentence about a column, and the rows that it is about. */
export interface Fact {
  text: string
  shown?: Shown
  /** The contract is broken. */
  breach?: true
}

type Named = Pick<ColumnProfile, 'name' | 'type'>

const where = ({ name }: Named, sql: string, label: string): Shown => ({
  column: name,
  op: 'where',
  value: sql,
  label: `${name} ${label}`,
})

export const nullsOf = ({ name }: Named): Shown => ({ column: name, op: 'is null', value: null })

/** Values as they are written beside each other: with equal decimals. */
export function valueText(values: readonly Cell[], type: string): (value: Cell) => string {
  const decimals = Math.min(4, columnDecimals([...values]))
  return (value) => cellText(value, type, decimals).text
}

/** Bars of a histogram, and what lies beyond them at either end. */
export function barsOf(profile: ColumnProfile): Part[] {
  const { histogram = [], beyond, type } = profile
  const column = nameInSql(profile.name)
  const text = valueText(
    histogram.flatMap(({ from, to }) => [from, to]),
    type,
  )
  const single = (bar: ProfileBar) =>
    typeof bar.from === 'number' &&
    Number(bar.to) - bar.from === 1 &&
    Number.isInteger(bar.from) &&
    isWhole(type)
  const parts = histogram.map((bar): Part => {
    const label = single(bar) ? text(bar.from) : `${text(bar.from)} to ${text(bar.to)}`
    return {
      count: bar.count,
      label,
      shown: where(profile, barCondition(column, type, bar), single(bar) ? `is ${label}` : label),
    }
  })
  const [first, last] = [histogram[0], histogram.at(-1)]
  if (beyond && beyond.below > 0 && first) {
    const label = `less than ${text(first.from)}`
    const sql = beyondCondition(column, type, 'below', first.from)
    parts.unshift({ count: beyond.below, label, shown: where(profile, sql, label), apart: true })
  }
  if (beyond && beyond.above > 0 && last) {
    const label = `${text(last.to)} or more`
    const sql = beyondCondition(column, type, 'above', last.to)
    parts.push({ count: beyond.above, label, shown: where(profile, sql, label), apart: true })
  }
  return parts
}

const isWhole = (type: string): boolean => /INT/.test(type)

/** The most frequent values. */
export function valuesOf({ name, type, top = [] }: ColumnProfile): (Part & { value: Cell })[] {
  return top.map(({ value, count, cut }) => ({
    value,
    count,
    label: cellText(value, type, 3).text,
    shown: cut
      ? where(
          { name, type },
          beginningCondition(nameInSql(name), String(value)),
          `begins with ${String(value).slice(0, 20)}…`,
        )
      : { column: name, op: '=', value },
  }))
}

/** Classes of texts. */
export function patternsOf(profile: ColumnProfile): Part[] {
  return (profile.patterns ?? []).map(({ pattern, count }) => ({
    count,
    label: pattern === '' ? '(empty)' : pattern,
    shown: where(profile, patternCondition(nameInSql(profile.name), pattern), `like ${pattern}`),
  }))
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
]

/** Rows by weekday, hour and month. */
export function seasonsOf(profile: ColumnProfile): { title: string; ends: string; parts: Part[] }[] {
  const { seasons, type, name } = profile
  if (!seasons) return []
  const parts = (
    season: 'weekday' | 'hour' | 'month',
    counts: readonly number[],
    word: (place: number) => string,
  ) =>
    counts.map((count, place): Part => {
      const sql = seasonCondition(nameInSql(name), type, season, season === 'hour' ? place : place + 1)
      return { count, label: word(place), shown: where(profile, sql, `on ${word(place)}`) }
    })
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`
  return [
    {
      title: 'Weekday',
      ends: 'Mon to Sun',
      parts: parts('weekday', seasons.weekday, (day) => weekdays[day] ?? ''),
    },
    ...(seasons.hour
      ? [{ title: 'Hour, UTC', ends: '0 to 23', parts: parts('hour', seasons.hour, clock) }]
      : []),
    {
      title: 'Month',
      ends: 'Jan to Dec',
      parts: parts('month', seasons.month, (month) => months[month] ?? ''),
    },
  ]
}

/** What is to be said of a column beside its bars, what breaks the contract first. */
export function factsOf(profile: ColumnProfile, about: About): Fact[] {
  return [...contractFacts(profile, about), ...valueFacts(profile)]
}

function contractFacts(profile: ColumnProfile, about: About): Fact[] {
  const { bounds, nulls, name, type } = profile
  const facts: Fact[] = []
  const bound = (value: number | string) => (typeof value === 'number' ? formatCount(value) : value)
  if (bounds) {
    const { min, max, below, above } = bounds
    const beyond = (count: number, side: 'min' | 'max', value: number | string) =>
      facts.push({
        text: `${plural(count, 'row')} beyond the contract’s ${side} ${bound(value)}`,
        shown: where(
          profile,
          boundsCondition(nameInSql(name), type, { [side]: value }),
          `beyond the contract’s ${side} ${bound(value)}`,
        ),
        breach: true,
      })
    if (below > 0 && min !== undefined) beyond(below, 'min', min)
    if (above > 0 && max !== undefined) beyond(above, 'max', max)
    if (below + above === 0)
      facts.push({
        text: `Within the contract’s ${[
          min !== undefined && `min ${bound(min)}`,
          max !== undefined && `max ${bound(max)}`,
        ]
          .filter(Boolean)
          .join(' and ')}`,
      })
  }
  if (about.required && nulls > 0)
    facts.push({
      text: `${plural(nulls, 'row')} without a value that the contract requires`,
      shown: nullsOf(profile),
      breach: true,
    })
  return facts
}

function valueFacts(profile: ColumnProfile): Fact[] {
  const { rows, nulls, distinct, about, outliers, infinite = 0, empty = 0, name, type } = profile
  const facts: Fact[] = []
  const column = nameInSql(name)
  if (outliers && outliers.below + outliers.above > 0) {
    const text = valueText([outliers.low, outliers.high], type)
    const { low, high, below, above } = outliers
    const ends = [
      ...(below > 0 ? [`below ${text(low)}`] : []),
      ...(above > 0 ? [`above ${text(high)}`] : []),
    ].join(' or ')
    facts.push({
      text: `${plural(below + above, 'value')} far out: beyond 3 IQR, ${ends}`,
      shown: where(profile, outlierCondition(column, type, outliers), `far out, ${ends}`),
    })
  }
  const repeated = rows - nulls - distinct
  // Of a class every value repeats; of what is nearly a key that is worth a look.
  if (!about && repeated > 0 && repeated <= (rows - nulls) / 2)
    facts.push({
      text: `${plural(repeated, 'row')} (${shareText(repeated, rows - nulls)}) repeat an earlier value`,
      shown: where(profile, repeatedCondition(column), 'occurs more than once'),
    })
  if (infinite > 0)
    facts.push({
      text: `${plural(infinite, 'row')} NaN or infinite`,
      shown: where(profile, `NOT isfinite(${column})`, 'is NaN or infinite'),
    })
  if (empty > 0)
    facts.push({
      text: `${formatCount(empty)} empty, ${shareText(empty, lookedAt(profile))}`,
      shown: { column: name, op: '=', value: '' },
    })
  return facts
}

/** Where a bound stands among the bars, from 0 to 1; null where it lies beyond them. */
export function placeOfBound(profile: ColumnProfile, bound: number | string): number | null {
  const from = numberOf(profile.histogram?.[0]?.from)
  const to = numberOf(profile.histogram?.at(-1)?.to)
  const at = numberOf(bound)
  if (from === null || to === null || at === null || at < from || at > to || to <= from) return null
  return (at - from) / (to - from)
}

function numberOf(cell: Cell | undefined): number | null {
  if (typeof cell === 'number') return cell
  if (typeof cell !== 'string') return null
  const number = /^-?[\d.]+$/.test(cell)
    ? Number(cell)
    : Date.parse(`${cell.replace(' ', 'T').replace(/^(.{10})$/, '$1T00:00:00')}Z`)
  return Number.isNaN(number) ? null : number
}
