import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestFixture } from '#shared/cells.fixtures.ts'
import { programs } from '../../git/testing.ts'
import { connectWorker } from '../../worker/index.ts'
import { nodeWorkers } from '../../worker/node.ts'
import type { NativeClient, NativeHandlers } from '../index.ts'
import { bareSet } from '../set.ts'
import { createWasmPool, type WasmPool } from '../wasm/index.ts'

let native: NativeClient
let wasm: WasmPool
beforeAll(() => {
  const start = nodeWorkers(programs)
  native = connectWorker<NativeHandlers>('native', start)
  wasm = createWasmPool(start, 1)
})
afterAll(() => {
  native.close()
  wasm.close()
})

const set = bareSet(['CREATE MACRO half(x) AS x * 0.5'])
const metrics = [
  { name: 'rows', sql: 'SELECT count(*) FROM predictions' },
  { name: 'mean', sql: 'SELECT avg(a) FROM predictions' },
]
const onNative = (sql: string) => native.call('runForDigest', { set, sql, metrics })
const onWasm = (sql: string) =>
  wasm.run({ set: set.id, images: [], statements: set.statements, sql, metrics })

describe('runs on native', () => {
  test.each([
    digestFixture.sql,
    "SELECT i::INTEGER AS a, 'x' || i AS t, NULLIF(i % 7, 0) AS n, DATE '2001-01-01' + i::INTEGER AS d FROM range(20000) r(i) ORDER BY i % 13, i",
    "SELECT i AS a, [i, NULL] AS l, {'x': i::VARCHAR} AS s, half(i) AS h FROM range(5000) r(i) ORDER BY a",
    "SELECT 1 AS a, TIMESTAMP '2001-02-03 04:05:06.789' AS t, '\\x00ff'::BLOB AS b, uuid_extract AS u FROM (SELECT '550e8400-e29b-41d4-a716-446655440000'::UUID AS uuid_extract)",
    'PIVOT (SELECT i % 3 AS p, i % 5 AS a, i FROM range(60) r(i)) ON p USING sum(half(i)) GROUP BY a ORDER BY a',
  ])('give the digest that wasm gives: %s', async (sql) => {
    const [one, other] = [await onNative(sql), await onWasm(sql)]
    expect({ ...one, ms: 0 }).toEqual({ ...other, ms: 0, kept: null })
  })

  test('the golden digest', async () => {
    expect(await onNative(digestFixture.sql)).toMatchObject({
      digest: digestFixture.digest,
      rows: digestFixture.rows,
      kept: null,
    })
  })

  test('refuse what is no query, and say which metric failed', async () => {
    await expect(onNative('CREATE TABLE a (b INTEGER)')).rejects.toMatchObject({ code: 'ENGINE_LOCKED' })
    await expect(onNative('SELECT nope')).rejects.toMatchObject({ code: 'SQL_ERROR', place: { line: 1 } })
    const run = native.call('runForDigest', {
      set,
      sql: 'SELECT 1 AS a',
      metrics: [{ name: 'bad', sql: 'SELECT 1, 2' }],
    })
    await expect(run).rejects.toMatchObject({ code: 'METRIC_SHAPE', place: { field: 'metrics.bad' } })
  })
})
