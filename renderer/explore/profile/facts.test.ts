import { expect, test } from 'vitest'
import type { ColumnProfile } from '#shared/format/profile.ts'
import { barsOf, factsOf, patternsOf, placeOfBound, seasonsOf, valuesOf } from './facts.ts'
import { shareText } from './words.ts'

const delay: ColumnProfile = {
  name: 'delay',
  type: 'INTEGER',
  rows: 1000,
  nulls: 10,
  distinct: 900,
  min: -50,
  max: 5000,
  quantiles: [-20, -10, 0, 20, 60],
  histogram: [
    { from: -100, to: 0, count: 400 },
    { from: 0, to: 100, count: 580 },
  ],
  beyond: { below: 0, above: 10 },
  outliers: { low: -100, high: 110, below: 0, above: 12 },
  bounds: { max: 1000, below: 0, above: 3 },
}

test('bars are conditions that a person can read', () => {
  expect(barsOf(delay).map(({ label, shown }) => [label, shown.value])).toEqual([
    ['-100 to 0', 'delay >= -100 AND delay < 0'],
    ['0 to 100', 'delay >= 0 AND delay < 100'],
    ['100 or more', 'delay >= 100'],
  ])
  expect(barsOf(delay).at(-1)?.apart).toBe(true)
})

test('sentences say the rule, and what breaks the contract first', () => {
  expect(factsOf(delay, { required: true }).map(({ text, breach }) => [text, breach ?? false])).toEqual([
    ['3 rows beyond the contract’s max 1,000', true],
    ['10 rows without a value that the contract requires', true],
    ['12 values far out: beyond 3 IQR, above 110', false],
    ['90 rows (9.1 %) repeat an earlier value', false],
  ])
  expect(factsOf(delay, {})[0]?.shown).toMatchObject({ op: 'where', value: '(delay > 1000)' })
  expect(factsOf({ ...delay, bounds: { min: -500, max: 9000, below: 0, above: 0 } }, {})[0]).toEqual({
    text: 'Within the contract’s min -500 and max 9,000',
  })
})

test('a reserved word is quoted', () => {
  expect(barsOf({ ...delay, name: 'order' })[0]?.shown.value).toBe('"order" >= -100 AND "order" < 0')
})

test('values, classes and seasons are conditions too', () => {
  const code: ColumnProfile = {
    name: 'Code "x"',
    type: 'VARCHAR',
    rows: 10,
    nulls: 0,
    distinct: 3,
    top: [
      { value: 'AB-1', count: 7 },
      { value: 'x'.repeat(300), count: 1, cut: true },
    ],
    patterns: [{ pattern: 'AA-9', count: 7 }],
  }
  expect(valuesOf(code)[0]?.shown).toEqual({ column: 'Code "x"', op: '=', value: 'AB-1' })
  expect(valuesOf(code)[1]?.shown.value).toBe(`starts_with("Code ""x""", '${'x'.repeat(300)}')`)
  expect(patternsOf(code)[0]?.shown.value).toBe(`regexp_full_match("Code ""x""", '\\p{Lu}{2}-\\d')`)
  const at: ColumnProfile = {
    name: 'at',
    type: 'TIMESTAMP',
    rows: 7,
    nulls: 0,
    distinct: 7,
    seasons: { weekday: [1, 1, 1, 1, 1, 1, 1], month: [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] },
  }
  expect(seasonsOf(at)[0]?.parts[6]).toMatchObject({ label: 'Sunday', shown: { value: 'isodow(at) = 7' } })
})

test('a bound stands where it lies among the bars', () => {
  expect(placeOfBound(delay, 0)).toBe(0.5)
  expect(placeOfBound(delay, 1000)).toBeNull()
  const dates = { ...delay, histogram: [{ from: '2001-01-01', to: '2001-01-03', count: 1 }] }
  expect(placeOfBound(dates, '2001-01-02')).toBe(0.5)
})

test('shares never round to all or nothing', () => {
  expect([shareText(0, 9), shareText(1, 5000), shareText(4999, 5000), shareText(9, 9)]).toEqual([
    '0 %',
    '<0.1 %',
    '>99.9 %',
    '100 %',
  ])
})
