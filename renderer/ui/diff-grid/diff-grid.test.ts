import { describe, expect, test } from 'vitest'
import type { RowDifference } from '#shared/contract/difference.ts'
import type { Cell } from '#shared/value.ts'
import { deltaText } from './delta-text.ts'
import { diffLayout, diffSource, nextChange } from './diff-source.ts'

describe('how much more a number is', () => {
  test.each<[Cell, Cell, string | null]>([
    [20, 25, '+5'],
    ['9007199254740993', '9007199254740992', '−1'],
    ['12480.20', '12911.70', '+431.50'],
    [0.1, 0.3, '+0.2'],
    [1, 1.0000000001, '+1.00e-10'],
    [5, 5, '0'],
    ['NaN', 1, null],
    [null, 1, null],
    ['Infinity', 1, null],
  ])('%j → %j is %j', (before, after, text) => {
    expect(deltaText(before, after)).toBe(text)
  })
})

const column = (name: string, rows: number) => ({
  name,
  before: 'INTEGER',
  after: 'INTEGER',
  rows,
  most: null,
})
const facts: RowDifference = {
  result: { handle: 'h', columns: [], rows: 3, ms: 0, threads: 1 },
  key: ['id'],
  columns: [column('x', 1), column('same', 0), column('y', 1)],
  rows: { before: 3, after: 3 },
  added: 1,
  changed: 1,
  gone: 1,
  equal: 1,
  repeated: { before: 0, after: 0 },
}
/** change, times, marks, id, x and same and y before and after */
const rows: Cell[][] = [
  ['changed', '1', '101', 1, 10, 11, 0, 0, 5, 6],
  ['gone', '1', null, 2, 20, null, 0, null, 7, null],
  ['added', '1', null, 3, null, 30, null, 0, null, 9],
]
const names = ['change', 'times', 'marks', 'k0', 'b0', 'a0', 'b1', 'a1', 'b2', 'a2']
const source = diffSource(
  facts,
  {
    rows: rows.length,
    columns: names.map((name) => ({ name, type: 'INTEGER' })),
    page: async (from, count) => ({
      from,
      columns: names.map((_, at) => rows.slice(from, from + count).map((row) => row[at] ?? null)),
    }),
  },
  () => undefined,
)

describe('a difference as a grid', () => {
  test('has the key and each column once, and a gone row shows what it had', async () => {
    const { order, hidden } = diffLayout(facts, source, { onlyChanged: false })
    const shown = order.filter((index) => !hidden.includes(index)).map((index) => source.columns[index]?.name)
    expect(shown).toEqual(['Change', 'id', 'x', 'same', 'y'])
    expect(diffLayout(facts, source, { onlyChanged: true }).hidden).toContain(7)
    const page = await source.page(1, 1)
    expect(page.columns[5]).toEqual([20])
  })

  test('goes from change to change and back', async () => {
    const walk = async (step: 1 | -1) => {
      const places: string[] = []
      let at = await nextChange(facts, source, null, step)
      while (at) {
        places.push(`${at.row} ${source.columns[at.index]?.name}`)
        at = await nextChange(facts, source, at, step)
      }
      return places
    }
    const places = ['0 x', '0 y', '1 Change', '2 Change']
    expect(await walk(1)).toEqual(places)
    expect(await walk(-1)).toEqual(places.toReversed())
  })
})
