import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Cell, Column } from '#shared/value.ts'
import { createFinder, type FoundCell } from './find-places.ts'
import { cellHolds } from './find-text.ts'

const signal = new AbortController().signal
let connection: DuckDBConnection
beforeAll(async () => {
  connection = await (await DuckDBInstance.create()).connect()
})
afterAll(() => connection.closeSync())

/** A result as the engine has it: `over` sees it as `result`. */
async function resultOf(sql: string) {
  await connection.run(`CREATE OR REPLACE TEMP TABLE result AS ${sql}`)
  const rows = async (text: string) => (await connection.runAndReadAll(text)).getRowsJson() as Cell[][]
  const columns: Column[] = (await rows('DESCRIBE result')).map(([name, type]) => ({
    name: String(name),
    type: String(type),
  }))
  let asked = 0
  return {
    columns,
    asked: () => asked,
    over: async (text: string) => {
      asked += 1
      const found = await rows(text)
      const width = found[0]?.length ?? 0
      return {
        columns: [],
        page: {
          from: 0,
          columns: Array.from({ length: width }, (_, at) => found.map((row) => row[at] ?? null)),
        },
      }
    },
  }
}

const values = `SELECT * FROM (VALUES
  ('San José', 1234567::BIGINT, 1.0::DOUBLE, DATE '2001-06-01', [1, 23], '\\xDE\\xAD'::BLOB, true, 12.50::DECIMAL(9,2)),
  ('100%', -5, 'NaN', NULL, NULL, NULL, false, NULL),
  ('it''s _x', 23, 1e-7, DATE '0044-03-15 (BC)', [], '', NULL, 23),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) v("t ""x""", n, f, d, l, b, ok, dec)`

describe('a search over the whole result', () => {
  test.each<[string, [number, number][]]>([
    ['san JOSÉ', [[0, 0]]],
    ['%', [[1, 0]]],
    ['_', [[2, 0]]],
    ["'s", [[2, 0]]],
    ['1,234', [[0, 1]]],
    ['de ad', [[0, 5]]],
    ['tru', [[0, 6]]],
    ['nan', [[1, 2]]],
    ['1e-07', [[2, 2]]],
    ['1.0', [[0, 2]]],
    ['06-01', [[0, 3]]],
    ['(bc)', [[2, 3]]],
    ['12.5', [[0, 7]]],
    [
      '23',
      [
        [0, 1],
        [0, 4],
        [2, 1],
        [2, 7],
      ],
    ],
    ['nowhere', []],
  ])('%s', async (text, cells) => {
    const result = await resultOf(values)
    const finder = createFinder(result, [0, 1, 2, 3, 4, 5, 6, 7], text)
    const found: [number, number][] = []
    let at: FoundCell | null = { row: 0, place: -1 }
    for (;;) {
      at = await finder.next(at, 1, signal)
      if (!at) break
      expect(await finder.before(at, signal)).toBe(found.length)
      found.push([at.row, at.place])
    }
    // `23` is in 1234567, too.
    expect(found).toEqual(cells)
    expect(await finder.total(signal)).toBe(cells.length)
    const back: [number, number][] = []
    at = { row: 4, place: 0 }
    for (;;) {
      at = await finder.next(at, -1, signal)
      if (!at) break
      back.unshift([at.row, at.place])
    }
    expect(back).toEqual(cells)
  })

  test('goes by the columns as they are shown, and asks seldom', async () => {
    const result = await resultOf("SELECT i AS rowid, 'x' AS lb_row, 'x' AS LB_ROW_ FROM range(1000) r(i)")
    const finder = createFinder(result, [2, 1], 'X')
    expect(await finder.total(signal)).toBe(2000)
    let at: FoundCell | null = { row: 0, place: -1 }
    const before = result.asked()
    for (let step = 0; step < 2000; step++) {
      at = await finder.next(at, 1, signal)
      expect(at).toEqual({ row: step >> 1, place: step & 1 })
      if (!at) return
    }
    expect(await finder.next(at, 1, signal)).toBeNull()
    expect(result.asked() - before).toBeLessThan(10)
  })

  test('of 2,000 columns', { timeout: 60_000 }, async () => {
    const columns = Array.from({ length: 2000 }, (_, index) => `i + ${index} AS c${index}`).join(', ')
    const result = await resultOf(`SELECT ${columns} FROM range(50) r(i)`)
    const finder = createFinder(
      result,
      Array.from({ length: 2000 }, (_, index) => index),
      '1999',
    )
    expect(await finder.next({ row: 0, place: -1 }, 1, signal)).toEqual({ row: 0, place: 1999 })
    expect(await finder.total(signal)).toBe(50)
  })
})

test('a cell is marked where the engine finds it', () => {
  const marked: [Cell, string, string][] = [
    ['San José', 'VARCHAR', 'JOSÉ'],
    [1, 'DOUBLE', '1.0'],
    [1e-7, 'DOUBLE', '1e-07'],
    ['1234567', 'BIGINT', '1,234'],
    ['dead', 'BLOB', 'de ad'],
    [true, 'BOOLEAN', 'ru'],
    [{ a: 'x' }, 'STRUCT(a VARCHAR)', 'X'],
  ]
  for (const [value, type, text] of marked) expect(cellHolds(value, type, text), text).toBe(true)
  expect(cellHolds(null, 'VARCHAR', 'null')).toBe(false)
  expect(cellHolds(12, 'INTEGER', 'a')).toBe(false)
  expect(cellHolds('x', 'VARCHAR', '')).toBe(false)
})
