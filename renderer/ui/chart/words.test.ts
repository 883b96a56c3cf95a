import { expect, test } from 'vitest'
import { planOf } from './plan.ts'
import type { ChartSpec, Drawn, Mark } from './types.ts'
import { tableOf } from './words.ts'

const columns = [
  { name: 'origin', type: 'VARCHAR' },
  { name: 'delay', type: 'INTEGER', unit: 'min' },
]
const mark = (x: string | null, value: number, rows: number): Mark => ({ x, y: null, color: 0, value, rows })

test('the table of a chart has its marks in order, and as many decimals in each cell as its column needs', () => {
  const spec: ChartSpec = { kind: 'bar', x: 'origin', y: 'delay', aggregate: 'avg', color: null, map: null }
  const facts = {
    rows: 9,
    x: null,
    y: null,
    places: 0,
    words: ['SEA', 'JFK', null],
    moreWords: false,
    colors: [],
  }
  const marks = [mark('JFK', 1204.5, 12_000), mark(null, Number.NaN, 1), mark('SEA', 9.1234, 3)]
  const drawn: Drawn = { spec, columns, facts, marks, all: null }
  expect(tableOf(drawn, planOf(spec, columns, facts))).toEqual({
    heads: [
      { name: 'origin', number: false },
      { name: 'mean of delay, min', number: true },
      { name: 'rows', number: true },
    ],
    rows: [
      ['SEA', '9.123', '3'],
      ['JFK', '1,204.500', '12,000'],
      ['∅ NULL', 'none', '1'],
    ],
  })
})
