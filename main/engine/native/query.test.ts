import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeFixtures } from '#shared/cells.fixtures.ts'
import { quickest, timed } from '#shared/testing.ts'
import { programs } from '../../git/testing.ts'
import { connectWorker } from '../../worker/index.ts'
import { nodeWorkers } from '../../worker/node.ts'
import type { NativeClient, NativeHandlers } from '../index.ts'
import { bareSet, engineSet, type ImageFile, imageAlias, nativeSet } from '../set.ts'

const rows = 3_000_000
let dir: string
let native: NativeClient
let image: ImageFile
let set: ReturnType<typeof nativeSet>
let relation: string

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'native '))
  mkdirSync(join(dir, 'spill'))
  const path = join(dir, 'image.duckdb')
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  await connection.run(
    `CREATE TABLE data AS SELECT i::INTEGER AS id, (i * 37 % 101)::INTEGER AS delay, ['SFO', 'LAX', 'OAK'][1 + i % 3] AS origin, 'o' AS _object, i AS _row FROM range(${rows}) r(i)`,
  )
  await connection.run(
    'CREATE TABLE rejects (_object VARCHAR, _row BIGINT, reason VARCHAR, field VARCHAR, raw VARCHAR)',
  )
  await connection.run('CREATE TABLE objects (path VARCHAR)')
  connection.closeSync()
  instance.closeSync()
  const key = 'a'.repeat(64)
  image = {
    source: 'flights',
    snapshot: 'b'.repeat(64),
    key,
    bytes: 1,
    rows,
    rejects: 0,
    partial: false,
    path,
  }
  const macros = ['CREATE MACRO late(d, bound := 15) AS d > bound']
  set = nativeSet(engineSet([image], macros), () => path, join(dir, 'spill'))
  relation = `${imageAlias(key)}.main.data`
  native = connectWorker<NativeHandlers>('native', nodeWorkers(programs))
}, 120_000)

afterAll(() => {
  native.close()
  rmSync(dir, { recursive: true, force: true })
})

const run = (sql: string, more: { wholeTable?: string; session?: string; signal?: AbortSignal } = {}) => {
  const { signal, ...input } = more
  return native.call('run', { set, sql, ...input }, signal ? { signal } : {})
}
const query = (sql: string) => native.call('query', { set, sql })

describe('results with pages', () => {
  test('the whole table pages by row id to its last row, and nothing is copied', async () => {
    const handle = await run('SELECT * FROM flights', { wholeTable: relation })
    expect(handle).toMatchObject({
      rows,
      columns: [
        { name: 'id', type: 'INTEGER' },
        { name: 'delay', type: 'INTEGER' },
        { name: 'origin', type: 'VARCHAR' },
      ],
    })
    const last = () => native.call('page', { handle: handle.handle, from: rows - 3, count: 100 })
    expect(await quickest(500, () => timed(last))).toBeLessThan(500)
    expect(await last()).toEqual({
      from: rows - 3,
      columns: [
        [rows - 3, rows - 2, rows - 1],
        [rows - 3, rows - 2, rows - 1].map((i) => (i * 37) % 101),
        ['SFO', 'LAX', 'OAK'],
      ],
    })
  })

  test('a query keeps its order over all rows', async () => {
    const handle = await run('SELECT id, delay FROM flights ORDER BY id DESC')
    expect(handle.rows).toBe(rows)
    const page = await native.call('page', { handle: handle.handle, from: 2_000_000, count: 2 })
    expect(page.columns[0]).toEqual([999_999, 999_998])
    await native.call('close', { handle: handle.handle })
    await expect(native.call('page', { handle: handle.handle, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'HANDLE_GONE',
    })
  })

  test('sort and filter act on the whole, ties keep their order', async () => {
    const base = await run('SELECT * FROM flights', { wholeTable: relation })
    const derived = await native.call('derive', {
      handle: base.handle,
      where: 'delay >= 99 -- the latest',
      orderBy: [{ column: 'delay', descending: true }],
    })
    await native.call('close', { handle: base.handle })
    const page = await native.call('page', { handle: derived.handle, from: 0, count: 3 })
    const expected = Array.from({ length: 3000 }, (_, i) => i).filter((i) => (i * 37) % 101 === 100)
    expect(page.columns[0]).toEqual(expected.slice(0, 3))
    const last = await native.call('page', { handle: derived.handle, from: derived.rows - 1, count: 3 })
    expect(last.columns[1]).toEqual([99])
    const over = await native.call('over', {
      handle: derived.handle,
      sql: 'SELECT count(*) AS n, min(delay) AS least FROM result',
    })
    expect(over.page.columns).toEqual([[String(derived.rows)], [99]])
    const kept = await native.call('keep', {
      handle: derived.handle,
      sql: 'SELECT delay, count(*)::INTEGER AS n FROM result GROUP BY ALL ORDER BY delay',
    })
    const counts = await native.call('page', { handle: kept.handle, from: 0, count: 10 })
    expect(counts.columns[1]?.reduce((sum: number, n) => sum + Number(n), 0)).toBe(derived.rows)
    expect(kept.rows).toBe(counts.columns[0]?.length)
    await expect(
      native.call('derive', { handle: derived.handle, where: 'dely > 1', orderBy: [] }),
    ).rejects.toMatchObject({ code: 'SQL_ERROR' })
  })

  test('statements that are no SELECT, odd names, empty results', async () => {
    for (const [sql, least] of [
      ['DESCRIBE flights', 3],
      ['SUMMARIZE flights', 3],
      ['SHOW TABLES', 3],
      ['EXPLAIN SELECT 1', 1],
      ['EXPLAIN ANALYZE FROM flights WHERE id = 1', 1],
      ['PRAGMA version', 1],
      ['VALUES (1), (2)', 2],
      [
        'PIVOT (SELECT id % 2 AS p, origin FROM flights WHERE id < 10) ON p IN (0, 1) USING count(*) GROUP BY origin',
        3,
      ],
      ['FROM flights LIMIT 5; -- end', 5],
    ] as const) {
      const handle = await run(sql)
      expect(handle.rows, sql).toBeGreaterThanOrEqual(least)
      const page = await native.call('page', { handle: handle.handle, from: 0, count: 10 })
      expect(page.columns.length, sql).toBe(handle.columns.length)
    }
    const empty = await run('SELECT 1 AS a, 2 AS a, 3 AS rowid, \'\' AS "odd "" name" WHERE false')
    expect(empty.rows).toBe(0)
    expect((await native.call('page', { handle: empty.handle, from: 0, count: 10 })).columns).toEqual([
      [],
      [],
      [],
      [],
    ])
    const hidden = await run('SELECT i AS rowid FROM range(5) r(i)')
    expect((await native.call('page', { handle: hidden.handle, from: 3, count: 10 })).columns).toEqual([
      ['3', '4'],
    ])
  })

  test('a page for a grid carries no long cell, and says where one was cut', async () => {
    const sql =
      "SELECT repeat('é', 300000) AS t, unhex(repeat('ab', 50000)) AS b, 'short' AS s, 1 AS n, range(9000) AS l UNION ALL SELECT 'x', 'y'::BLOB, NULL, 2, [7]"
    const { handle } = await run(sql)
    const page = await native.call('page', { handle, from: 0, count: 10, cut: true })
    expect(page.columns).toEqual([
      ['é'.repeat(1000), 'x'],
      ['ab'.repeat(1000), '79'],
      ['short', null],
      [1, 2],
      [expect.stringMatching(/^\[0, 1, 2, .{990}$/), ['7']],
    ])
    expect(page.cut).toEqual([
      { row: 0, column: 0, length: 300_000 },
      { row: 0, column: 1, length: 50_000 },
      { row: 0, column: 4, length: 52_890 },
    ])
    const whole = await native.call('page', { handle, from: 0, count: 1 })
    expect(whole.columns[0]?.[0]).toHaveLength(300_000)
    expect((await native.call('page', { handle, from: 1, count: 1, cut: true })).cut).toBeUndefined()
  })

  test('a PIVOT without IN, by every way', async () => {
    const sql =
      'PIVOT (SELECT id % 2 AS p, origin FROM flights WHERE id < 9) ON p USING count(*) GROUP BY origin ORDER BY origin -- all'
    const cells = [
      ['LAX', 'OAK', 'SFO'],
      ['1', '2', '2'],
      ['2', '1', '1'],
    ]
    const columns = [
      { name: 'origin', type: 'VARCHAR' },
      { name: '0', type: 'BIGINT' },
      { name: '1', type: 'BIGINT' },
    ]
    expect(await query(sql)).toEqual({ columns, page: { from: 0, columns: cells } })
    expect(await native.call('describe', { set, sql })).toEqual(columns)
    for (const session of [null, 'pivots']) {
      const handle = await native.call('run', { set, sql, session })
      expect(handle).toMatchObject({ columns, rows: 3 })
      expect((await native.call('page', { handle: handle.handle, from: 0, count: 10 })).columns).toEqual(
        cells,
      )
    }
    const to = join(dir, 'pivot.csv')
    expect(await native.call('exportRows', { set, sql, format: 'csv', to })).toMatchObject({ rows: 3 })
    expect(readFileSync(to, 'utf8')).toBe('origin,0,1\nLAX,1,2\nOAK,2,1\nSFO,2,1\n')
    rmSync(to)
    expect((await run(`EXPLAIN ${sql}`)).rows).toBe(1)
    const statements = [sql, 'PIVOT flights ON orgin USING count(*)', `EXPLAIN ${sql}`]
    expect(await native.call('check', { set, statements })).toMatchObject([
      null,
      { message: 'There is no column `orgin` here. Did you mean `origin`?' },
      null,
    ])
    await expect(run('PIVOT flights ON orgin USING count(*)')).rejects.toMatchObject({ code: 'SQL_ERROR' })
  })

  test.each([
    ['CALL pragma_version()', 'CALL is off on the native engine. Select from the function'],
    ['PREPARE p AS SELECT 1', 'PREPARE is off on the native engine. Write the query itself'],
    ['EXECUTE p', 'EXECUTE is off on the native engine. Write the query itself'],
  ])('%s is refused with the way out', async (sql, words) => {
    for (const session of [null, 's']) {
      await expect(native.call('run', { set, sql, session })).rejects.toMatchObject({
        code: 'ENGINE_LOCKED',
        message: expect.stringContaining(words),
      })
    }
  })

  test('a session keeps its own temporary tables, and no other engine sees them', async () => {
    expect(await run('CREATE TEMP TABLE mine AS SELECT 42 AS a', { session: 's' })).toMatchObject({
      rows: 0,
      columns: [],
    })
    const handle = await run('SELECT a FROM mine', { session: 's' })
    expect((await native.call('page', { handle: handle.handle, from: 0, count: 10 })).columns).toEqual([[42]])
    await expect(run('SELECT a FROM mine')).rejects.toMatchObject({ code: 'SQL_ERROR' })
    await expect(run('CREATE TEMP TABLE other AS SELECT 1')).rejects.toMatchObject({ code: 'ENGINE_LOCKED' })
  })

  test('cancel is heard within 100 ms', async () => {
    const endless = 'SELECT count(*) FROM flights a, flights b WHERE hash(a.id, b.id) % 7 = 1'
    const heard = await quickest(100, async () => {
      const controller = new AbortController()
      const running = run(endless, { signal: controller.signal })
      running.catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 300))
      const began = performance.now()
      controller.abort()
      await expect(running).rejects.toMatchObject({ kind: 'cancelled' })
      return performance.now() - began
    })
    expect(heard).toBeLessThan(100)
  })

  test('of four sets three stay; the results of the evicted one are gone', async () => {
    const first = await native.call('run', {
      set: bareSet(['CREATE VIEW v AS SELECT 1 AS a']),
      sql: 'FROM v',
    })
    for (const n of [2, 3, 4]) {
      await native.call('run', { set: bareSet([`CREATE VIEW v AS SELECT ${n} AS a`]), sql: 'FROM v' })
    }
    await expect(native.call('page', { handle: first.handle, from: 0, count: 1 })).rejects.toMatchObject({
      code: 'RESULT_GONE',
    })
  })
})

describe('what a locked engine refuses', () => {
  let outside: string
  const refused = ['ENGINE_LOCKED', 'SQL_ERROR']
  beforeAll(() => {
    outside = join(dir, 'outside.csv')
    writeFileSync(outside, 'a\nsecret\n')
  })
  const attempts = (path: string, own: string) => [
    `SELECT * FROM read_csv('${path}')`,
    `SELECT * FROM read_text('${path}')`,
    `SELECT * FROM '${path}'`,
    `SELECT * FROM glob('${dir}/*')`,
    `SELECT * FROM read_parquet('https://127.0.0.1:1/x.parquet')`,
    `COPY (SELECT 1) TO '${join(dir, 'new.csv')}'`,
    `COPY (SELECT 1) TO '${own}'`,
    `COPY (SELECT 1) TO '${own}' (USE_TMP_FILE false)`,
    `COPY (SELECT 1) TO '${own}.wal'`,
    `EXPLAIN ANALYZE COPY (SELECT 1) TO '${own}.wal'`,
    `PREPARE p AS COPY (SELECT 1) TO '${own}.wal'`,
    `EXPORT DATABASE '${join(dir, 'export')}'`,
    `IMPORT DATABASE '${join(dir, 'export')}'`,
    `ATTACH '${join(dir, 'new.duckdb')}'`,
    `ATTACH '${own}' AS again`,
    `DETACH ${imageAlias(image.key)}`,
    `INSERT INTO ${relation} SELECT * FROM ${relation} LIMIT 1`,
    `DROP TABLE ${relation}`,
    `CREATE TABLE ${imageAlias(image.key)}.main.z (a INTEGER)`,
    'INSTALL httpfs',
    'LOAD httpfs',
    'SET threads = 1',
    'SET enable_external_access = true',
    'SET lock_configuration = false',
    'RESET lock_configuration',
    "PRAGMA temp_directory='/tmp'",
    // Of a new name, as one that an earlier run had left would be refused for being there.
    `CREATE PERSISTENT SECRET s_${randomBytes(6).toString('hex')} (TYPE http)`,
    `CREATE OR REPLACE SECRET s IN local_file (TYPE http)`,
    'DROP PERSISTENT SECRET s',
    `FROM enable_logging('QueryLog', storage := 'file', storage_config := {'path': '${own}.wal'})`,
    `CALL enable_logging('QueryLog')`,
    `FROM query('FROM enable_logging()')`,
    `SELECT 1; COPY (SELECT 1) TO '${own}.wal'`,
    'USE memory',
    'CHECKPOINT',
  ]

  test.each(['run', 'session', 'query', 'derive', 'keep'] as const)('by %s', async (way) => {
    const before = [statSync(image.path).mtimeMs, readdirSync(dir).sort(), readFileSync(outside, 'utf8')]
    const base = await run('SELECT 1 AS a')
    for (const sql of attempts(outside, image.path)) {
      const asked =
        way === 'run'
          ? run(sql)
          : way === 'session'
            ? run(sql, { session: 'hostile' })
            : way === 'query'
              ? query(sql)
              : way === 'keep'
                ? native.call('keep', { handle: base.handle, sql })
                : native.call('derive', {
                    handle: base.handle,
                    where: `true) UNION ALL (${sql}`,
                    orderBy: [],
                  })
      const error = await asked.then(
        () => null,
        (thrown) => thrown,
      )
      expect(error, sql).not.toBeNull()
      expect(
        [...refused, 'SQL_SYNTAX', 'SQL_ONE_STATEMENT', 'ENGINE_UNSUPPORTED'],
        `${sql}: ${error.message}`,
      ).toContain(error.code)
    }
    expect([statSync(image.path).mtimeMs, readdirSync(dir).sort(), readFileSync(outside, 'utf8')]).toEqual(
      before,
    )
    expect((await query('SELECT count(*)::INTEGER AS n FROM flights')).page.columns).toEqual([[rows]])
  })

  test('secrets of the home folder are neither read nor written, whatever the statement', async () => {
    const asked = `SELECT value FROM duckdb_settings() WHERE name = 'allow_persistent_secrets'`
    expect((await query(asked)).page.columns).toEqual([['false']])
  })

  test('also by the statements of a set: a macro is bound when it is made', async () => {
    const hostile = bareSet([`CREATE MACRO m() AS TABLE SELECT * FROM read_csv('${outside}')`])
    await expect(native.call('query', { set: hostile, sql: 'FROM m()' })).rejects.toMatchObject({
      kind: 'input',
    })
    const writing = bareSet([`COPY (SELECT 1) TO '${join(dir, 'new.csv')}'`])
    await expect(native.call('query', { set: writing, sql: 'SELECT 1' })).rejects.toMatchObject({
      code: 'ENGINE_LOCKED',
    })
  })
})

describe('cells and types', () => {
  test.each(typeFixtures.map(({ type, sql, cell }) => [type, sql, cell] as const))(
    '%s: %s',
    async (type, sql, cell) => {
      const answer = await query(`SELECT ${sql} AS x`)
      expect(answer.columns).toEqual([{ name: 'x', type }])
      expect(JSON.stringify(answer.page.columns)).toBe(JSON.stringify([[cell]]))
      const handle = await run(`SELECT ${sql} AS x`)
      expect(handle.columns).toEqual([{ name: 'x', type }])
      const page = await native.call('page', { handle: handle.handle, from: 0, count: 1 })
      expect(JSON.stringify(page.columns)).toBe(JSON.stringify([[cell]]))
    },
  )
})

test('an unnamed struct shows every field by its place, as on wasm, and no result is kept of it', async () => {
  const sql =
    "SELECT row(1, 'a') AS s, [row(2, row(3, 4))] AS l, {'a': row(5, 6)} AS n, MAP {7: row(8, 9)} AS m, union_value(u := row(1, 2)) AS u"
  const answer = await query(sql)
  expect(answer.columns[1]).toEqual({ name: 'l', type: 'STRUCT(INTEGER, STRUCT(INTEGER, INTEGER))[]' })
  expect(answer.page.columns).toEqual([
    [{ 1: 1, 2: 'a' }],
    [[{ 1: 2, 2: { 1: 3, 2: 4 } }]],
    [{ a: { 1: 5, 2: 6 } }],
    [[[7, { 1: 8, 2: 9 }]]],
    [{ tag: 'u', value: { 1: 1, 2: 2 } }],
  ])
  await expect(run(sql)).rejects.toThrow("write `{'a': 1, 'b': 2}` instead of `row(1, 2)`")
})

test('a struct keeps the order of its fields, whatever they are called', async () => {
  const answer = await query(
    `SELECT [{'2': 'b', '1': {'9': 1, '8': 2}}] AS x, MAP {'k': {'2': 1, '1': 2}} AS m`,
  )
  expect(JSON.stringify(answer.page.columns)).toBe(
    '[[[{"1":{"8":2,"9":1},"2":"b"}]],[[["k",{"1":2,"2":1}]]]]',
  )
  const run = await native.call('runForDigest', {
    set: bareSet(),
    sql: "SELECT {'2': 1, '1': 2} AS s",
    metrics: [],
  })
  const other = await native.call('runForDigest', {
    set: bareSet(),
    sql: "SELECT {'2': 2, '1': 1} AS s",
    metrics: [],
  })
  expect(run.digest).not.toBe(other.digest)
})

describe('errors', () => {
  test.each([
    ["SELECT '😀é',\n  delai FROM flights", 'SQL_ERROR', 2, 3],
    ["SELECT '😀é' FROM flights WHER x", 'SQL_SYNTAX', 1, 32],
    ["-- 😀\nSELECT '😀é', nofun(1)", 'SQL_ERROR', 2, 15],
    ['SELECT * FROM flihgts', 'SQL_ERROR', 1, 15],
    ['SELECT id FROM flights a JOIN flights b ON a.id = b.id', 'SQL_ERROR', 1, 8],
    ['SELECT (', 'SQL_SYNTAX', 1, 9],
  ])('%s', async (sql, code, line, column) => {
    for (const ask of [query, run]) {
      await expect(ask(sql)).rejects.toMatchObject({ code, kind: 'input', place: { line, column } })
    }
  })
  test('say what was meant', async () => {
    await expect(query('SELECT delai FROM flights')).rejects.toMatchObject({
      details: { candidates: expect.arrayContaining(['delay']) },
    })
    await expect(query('SELECT * FROM flihgts')).rejects.toThrow(/Did you mean `flights`/)
  })
})

describe('plans', () => {
  const same = (a: string, b: string) => native.call('samePlan', { set, a, b })
  test('a macro and its body are one query; other columns, literals and names are not', async () => {
    expect(
      await same('SELECT late(delay) AS l FROM flights', 'SELECT delay > 15 AS l FROM flights'),
    ).toMatchObject({ same: true })
    expect(
      await same('SELECT late(delay, 16) AS l FROM flights', 'SELECT delay > 15 AS l FROM flights'),
    ).toMatchObject({ same: false })
    expect(await same('SELECT id AS x FROM flights', 'SELECT delay AS x FROM flights')).toMatchObject({
      same: false,
    })
    expect(await same('SELECT id AS x FROM flights', 'SELECT id AS y FROM flights')).toMatchObject({
      same: false,
    })
  })
})
