import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
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
let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'export '))
  const start = nodeWorkers(programs)
  native = connectWorker<NativeHandlers>('native', start)
  wasm = createWasmPool(start, 1)
})
afterAll(() => {
  native.close()
  wasm.close()
  rmSync(dir, { recursive: true, force: true })
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

describe('exports', () => {
  const rows = "SELECT i::INTEGER AS n, 'a,\"b' || i AS t, [i] AS l FROM range(1000) r(i) ORDER BY i DESC"
  const write = (format: 'csv' | 'parquet' | 'json', sql: string, to = join(dir, `out ${format}`)) =>
    native.call('exportRows', { set, sql, format, to })

  test.each(['csv', 'parquet', 'json'] as const)('%s holds every row in order', async (format) => {
    const { rows: written, bytes } = await write(format, rows)
    const to = join(dir, `out ${format}`)
    expect(written).toBe(1000)
    expect(bytes).toBe(readFileSync(to).length)
    const connection = await (await DuckDBInstance.create()).connect()
    const read = await connection.runAndReadAll(`SELECT n::INTEGER, t FROM read_${format}('${to}') LIMIT 2`)
    expect(read.getRows()).toEqual([
      [999, 'a,"b999'],
      [998, 'a,"b998'],
    ])
    await expect(write(format, rows)).rejects.toMatchObject({ code: 'FILE_EXISTS' })
    rmSync(to)
  })

  test('nothing but the one file is written or read, and nothing is left of what failed', async () => {
    mkdirSync(join(dir, 'sub'), { recursive: true })
    const other = join(dir, 'other.csv')
    for (const sql of [
      `SELECT 1) TO '${other}' --`,
      `COPY (SELECT 1) TO '${other}'`,
      `SELECT 1; COPY (SELECT 1) TO '${other}'`,
      "SELECT * FROM read_text('/etc/hostname')",
      `SELECT * FROM glob('${dir}/*')`,
      'SELECT nope',
      'CREATE TABLE t (a INTEGER)',
      "SELECT error('late') FROM range(3)",
    ]) {
      await expect(write('csv', sql), sql).rejects.toMatchObject({ kind: 'input' })
    }
    expect(readdirSync(dir)).toEqual(['sub'])
  })

  test('a cancel leaves nothing', async () => {
    const controller = new AbortController()
    const running = native.call(
      'exportRows',
      {
        set,
        sql: 'SELECT a.i, b.i FROM range(100000) a(i), range(100000) b(i)',
        format: 'csv',
        to: join(dir, 'big'),
      },
      { signal: controller.signal },
    )
    running.catch(() => undefined)
    setTimeout(() => controller.abort(), 300)
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' })
    expect(readdirSync(dir)).toEqual(['sub'])
  })
})
