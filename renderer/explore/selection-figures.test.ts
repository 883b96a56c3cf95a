import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import type { ResultHandle } from '../engine/index.ts'
import { selectionFigures } from './selection-figures.ts'

test('figures of a selection come exact from the engine, for the selected rows only', async () => {
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`CREATE VIEW result AS SELECT * FROM (VALUES
    (9007199254740993::BIGINT, 1.50::DECIMAL(9,2), 0.5::DOUBLE, 'a'), (9007199254740993, 2.25, 'NaN', 'b'),
    (-1, NULL, 2.5, NULL), (4, 0.01, NULL, 'd')) v(n, d, f, t)`)
  const types = ['BIGINT', 'DECIMAL(9,2)', 'DOUBLE', 'VARCHAR']
  const columns = ['n', 'd', 'f', 't'].map((name, index) => ({ name, type: types[index] ?? '' }))
  const handle = {
    columns,
    rows: 4,
    over: async (sql: string) => {
      const read = await connection.runAndReadAll(sql)
      return { columns: [], page: { from: 0, columns: read.getColumnsJson() } }
    },
  } as unknown as ResultHandle
  const of = (from: number, end: number, ...indexes: number[]) =>
    selectionFigures(handle, { from, end, columns: indexes })
  expect(await of(0, 2, 0)).toEqual({
    numbers: 2,
    sum: '18014398509481986',
    mean: '9007199254740993',
    min: '9007199254740993',
    max: '9007199254740993',
  })
  expect(await of(2, 4, 0, 1)).toEqual({
    numbers: 3,
    sum: '3.01',
    mean: '1.00333333',
    min: '-1.00',
    max: '4.00',
  })
  expect(await of(2, 4, 0, 2)).toEqual({ numbers: 3, sum: '5.5', mean: String(5.5 / 3), min: '-1', max: '4' })
  expect(await of(1, 3, 2)).toMatchObject({ numbers: 2, sum: 'NaN', min: '2.5', max: 'NaN' })
  expect(await of(2, 3, 1)).toBeNull()
  expect(await of(0, 4, 3)).toBeNull()
  connection.closeSync()
})
