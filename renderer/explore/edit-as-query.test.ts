import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { queryText } from './edit-as-query.ts'
import { pinnedAt } from './pinned-at.ts'
import type { Filter } from './types.ts'

const columns = [
  { name: 'n', type: 'BIGINT' },
  { name: 'a "b"', type: 'VARCHAR' },
  { name: 'd', type: 'DECIMAL(9,2)' },
  { name: 'day', type: 'DATE' },
  { name: 'l', type: 'INTEGER[]' },
]
const filter = (column: string, op: Filter['op'], value: Filter['value'] = null): Filter => ({
  id: '1',
  column,
  op,
  value,
})

test('filters and sort are written as a person would, and mean what the grid shows', async () => {
  const sql = `SELECT * FROM (VALUES
    (9007199254740993::BIGINT, 'it''s', 1.50::DECIMAL(9,2), DATE '2001-06-01', [1,2]),
    (2, NULL, 2.50, DATE '2001-06-02', NULL), (3, '-- no', NULL, NULL, [3])) v(n, "a ""b""", d, day, l) -- all; of it`
  const connection = await (await DuckDBInstance.create()).connect()
  const ns = async (filters: Filter[], sort: { column: string; descending: boolean }[] = []) =>
    (await connection.runAndReadAll(queryText(sql, { filters, sort }, columns))).getRowsJson().map(([n]) => n)
  const text = queryText(
    sql,
    {
      filters: [filter('n', '>', '2'), filter('a "b"', '=', "it's")],
      sort: [{ column: 'n', descending: true }],
    },
    columns,
  )
  expect(text.slice(text.indexOf(') AS result'))).toBe(
    `) AS result\nWHERE n > 2\n  AND "a ""b""" = 'it''s'\nORDER BY n DESC NULLS LAST\n`,
  )
  expect(await ns([filter('n', '=', '9007199254740993')])).toEqual(['9007199254740993'])
  expect(await ns([filter('a "b"', '=', "it's")])).toEqual(['9007199254740993'])
  expect(await ns([filter('a "b"', '=', '-- no')])).toEqual(['3'])
  expect(await ns([filter('d', '>=', '2.5')])).toEqual(['2'])
  expect(await ns([filter('day', '<', '2001-06-02')])).toEqual(['9007199254740993'])
  expect(await ns([filter('l', '=', [1, 2])])).toEqual(['9007199254740993'])
  expect(await ns([], [{ column: 'n', descending: false }])).toEqual(['2', '3', '9007199254740993'])
  expect(() => queryText(sql, { filters: [filter('n', '=', '1 OR 1=1')], sort: [] }, columns)).toThrow()
  connection.closeSync()
})

test('it stays on the snapshots that were read; a name read twice keeps what it means by itself', () => {
  const image = (source: string, snapshot: string) => ({
    source,
    snapshot,
    key: snapshot,
    bytes: 1,
    rows: 1,
    rejects: 0,
    partial: false,
  })
  const images = [image('flights', 'june'), image('flights', 'may'), image('airports', 'one')]
  const reads = [
    { source: 'flights', snapshot: 'june' },
    { source: 'flights', snapshot: 'may' },
  ]
  expect(pinnedAt({ set: { id: 'x', images, statements: [] }, reads })).toEqual({ flights: 'june' })
})
