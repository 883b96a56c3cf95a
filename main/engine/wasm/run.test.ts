import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { tableFromIPC } from 'apache-arrow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digestFixture } from '#shared/cells.fixtures.ts'
import { AppError } from '#shared/errors.ts'
import { quickest } from '#shared/testing.ts'
import { createEngine, type Engine } from './engine.ts'
import { type RunRequest, run } from './run.ts'

let folder: string
let image: string
let engine: Engine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lakebench-wasm-'))
  image = join(folder, 'image with space.duckdb')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`ATTACH '${image}' AS img (STORAGE_VERSION 'v1.2.0')`)
  await connection.run(
    `CREATE TABLE img.data AS SELECT i::INTEGER AS id, i * 0.5 AS x, 'row ' || i AS t FROM range(100000) r(i)`,
  )
  await connection.run('DETACH img')
  connection.closeSync()
  instance.closeSync()
  writeFileSync(join(folder, 'secret.csv'), 'a,b\n1,2\n')
  engine = await createEngine()
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const request = (change: Partial<RunRequest> = {}): RunRequest => ({
  set: 'one',
  images: [{ alias: 'i_0123456789abcdef', path: image }],
  statements: [
    'CREATE VIEW rows AS SELECT * FROM i_0123456789abcdef.main.data',
    'CREATE MACRO twice(v) AS v * 2',
  ],
  sql: 'SELECT id, x, twice(x) AS y FROM rows WHERE id % 2 = 0 ORDER BY id DESC',
  metrics: [],
  ...change,
})

const failure = async (change: Partial<RunRequest>): Promise<AppError> => {
  const error = await run(engine, request(change), {}).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(AppError)
  return error
}

describe('a run', () => {
  test('answers digest, rows, columns and metrics, the same each time', async () => {
    const metrics = [
      { name: 'rows', sql: 'SELECT count(*) FROM predictions' },
      { name: 'mean', sql: 'SELECT avg(x) FROM predictions' },
      { name: 'huge', sql: 'SELECT sum(id) FROM predictions' },
      { name: 'decimal', sql: 'SELECT 1.25' },
      { name: 'none', sql: 'SELECT max(id) FROM predictions WHERE false;' },
      { name: 'source', sql: 'SELECT count(*) FROM rows' },
    ]
    const first = await run(engine, request({ metrics }), {})
    const again = await run(engine, request({ metrics }), {})
    expect(first).toMatchObject({ rows: 50_000, version: 'v1.4.3', kept: null })
    expect(first.columns).toEqual([
      { name: 'id', type: 'INTEGER' },
      { name: 'x', type: 'DECIMAL(21,1)' },
      { name: 'y', type: 'DECIMAL(31,1)' },
    ])
    expect(first.metrics).toEqual({
      rows: 50_000,
      mean: 24_999.5,
      huge: 2_499_950_000,
      decimal: 1.25,
      none: null,
      source: 100_000,
    })
    expect({ ...again, ms: 0 }).toEqual({ ...first, ms: 0 })
    const other = await run(
      engine,
      request({ sql: 'SELECT id, x, twice(x) AS y FROM rows WHERE id % 2 = 0' }),
      {},
    )
    expect(other.digest).not.toBe(first.digest)
  })

  test('has the digest that the window gives the same statement', async () => {
    const { digest, rows } = await run(engine, request({ sql: digestFixture.sql }), {})
    expect({ digest, rows }).toEqual({ digest: digestFixture.digest, rows: digestFixture.rows })
  })

  test('keeps its rows as the Arrow stream, whole and in order, with its hash and nothing else beside it', async () => {
    const keepRowsAt = join(folder, 'results')
    const { digest, kept } = await run(engine, request({ keepRowsAt }), {})
    expect(readdirSync(keepRowsAt)).toEqual([`${digest}.arrows`, `${digest}.sha256`])
    const bytes = readFileSync(join(keepRowsAt, `${digest}.arrows`))
    expect(readFileSync(join(keepRowsAt, `${digest}.sha256`), 'utf8')).toBe(kept?.sha256)
    expect(kept).toEqual({
      path: join(keepRowsAt, `${digest}.arrows`),
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
    const table = tableFromIPC(bytes)
    expect(table.numRows).toBe(50_000)
    expect(table.getChildAt(0)?.get(0)).toBe(99_998)
    expect(table.getChildAt(0)?.get(49_999)).toBe(0)
    await expect(failure({ keepRowsAt: join(image, 'x') })).resolves.toMatchObject({
      code: 'RESULT_NOT_KEPT',
    })
  })

  test('an empty result and duplicate names have a digest', async () => {
    const empty = await run(engine, request({ sql: 'SELECT id, id FROM rows WHERE false' }), {})
    expect(empty.rows).toBe(0)
    expect(empty.digest).toMatch(/^[0-9a-f]{64}$/)
  })

  test('leaves no table behind and serves another set', async () => {
    await run(engine, request(), {})
    expect(await failure({ sql: 'SELECT * FROM predictions' })).toMatchObject({ code: 'SQL_ERROR' })
    const bare = await run(
      engine,
      { ...request(), set: 'none', images: [], statements: [], sql: 'SELECT 1 AS a' },
      {},
    )
    expect(bare.rows).toBe(1)
    expect(await failure({ set: 'none', images: [], statements: [] })).toMatchObject({ code: 'SQL_ERROR' })
  })
})

test('sets over the same and over other images follow each other', async () => {
  const other = join(folder, 'other.duckdb')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`ATTACH '${other}' AS img (STORAGE_VERSION 'v1.2.0')`)
  await connection.run('CREATE TABLE img.data AS SELECT i::INTEGER AS id FROM range(200000) r(i)')
  connection.closeSync()
  instance.closeSync()
  const [a, b] = [
    { alias: 'i_a000000000000000', path: image },
    { alias: 'i_b000000000000000', path: other },
  ]
  const sums: (number | null | undefined)[] = []
  for (const [index, images] of [[a], [a], [a, b], [b], [a], [b, a]].entries()) {
    const { metrics } = await run(
      engine,
      request({
        set: `following ${index}`,
        images,
        statements: [`CREATE MACRO number_${index}() AS 1`],
        sql: `SELECT id FROM ${images[0]?.alias}.main.data`,
        metrics: [{ name: 'sum', sql: 'SELECT sum(id) FROM predictions' }],
      }),
      {},
    )
    sums.push(metrics.sum)
  }
  const [ofA, ofB] = [4999950000, 19999900000]
  expect(sums).toEqual([ofA, ofA, ofA, ofB, ofA, ofB])
})

describe('what is refused', () => {
  test.each([
    ['no number', "SELECT 'x'", 'METRIC_NUMBER'],
    ['a truth value', 'SELECT true', 'METRIC_NUMBER'],
    ['NaN', "SELECT 'nan'::DOUBLE", 'METRIC_NUMBER'],
    ['infinity', "SELECT 'infinity'::DOUBLE", 'METRIC_NUMBER'],
    ['too large', 'SELECT 170141183460469231731687303715884105727', 'METRIC_NUMBER'],
    ['two rows', 'SELECT id FROM predictions LIMIT 2', 'METRIC_SHAPE'],
    ['no row', 'SELECT id FROM predictions LIMIT 0', 'METRIC_SHAPE'],
    ['two columns', 'SELECT 1, 2', 'METRIC_SHAPE'],
    ['an unknown column', 'SELECT nope FROM predictions', 'SQL_ERROR'],
    ['no query', 'SELEC 1', 'SQL_SYNTAX'],
    ['two queries', 'SELECT 1; SELECT 2', 'RUN_ONE_STATEMENT'],
  ])('a metric of %s', async (_, sql, code) => {
    const error = await failure({ metrics: [{ name: 'm', sql }] })
    expect(error).toMatchObject({ code, kind: 'input' })
  })

  test('an error names line and column of the text as written', async () => {
    const error = await failure({ sql: "SELECT '😀é' AS s,\n  nope\nFROM rows" })
    expect(error).toMatchObject({ code: 'SQL_ERROR', place: { line: 2, column: 3 } })
    expect(error.message).not.toContain('LINE')
    expect(await failure({ sql: "SELECT '😀é',\n FROM FROM rows" })).toMatchObject({
      code: 'SQL_SYNTAX',
      place: { line: 2 },
    })
    expect(await failure({ sql: 'SELECT 1; SELECT 2' })).toMatchObject({ code: 'RUN_ONE_STATEMENT' })
  })

  test('no SQL reads or writes a file, loads an extension or changes a setting', async () => {
    const before = readFileSync(image)
    const seen = readdirSync(folder).sort()
    const secret = join(folder, 'secret.csv')
    for (const sql of [
      `SELECT * FROM read_csv('${secret}')`,
      `SELECT * FROM '${secret}'`,
      `SELECT * FROM read_text('${secret}')`,
      `SELECT * FROM read_blob('/etc/passwd')`,
      `SELECT * FROM glob('${folder}/*')`,
      `SELECT * FROM 'http://127.0.0.1:9/x.csv'`,
      `SELECT * FROM read_parquet('${secret}')`,
    ]) {
      const error = await failure({ sql })
      expect(error.kind, `${sql}: ${error.message}`).toBe('input')
    }
    const connection = engine.connect()
    for (const sql of [
      `COPY (SELECT 1) TO '${join(folder, 'out.csv')}'`,
      `COPY (SELECT 1) TO '${image}'`,
      `COPY (SELECT 1) TO '${image}' (USE_TMP_FILE false)`,
      `ATTACH '${join(folder, 'new.duckdb')}' AS n`,
      `ATTACH '${image}' AS again`,
      `EXPORT DATABASE '${join(folder, 'dump')}'`,
      'INSERT INTO i_0123456789abcdef.main.data VALUES (1, 2, 3)',
      'DROP TABLE i_0123456789abcdef.main.data',
      'CREATE TABLE i_0123456789abcdef.main.other AS SELECT 1',
      'SET enable_external_access = true',
      'SET lock_configuration = false',
      `SET temp_directory = '${folder}'`,
      'LOAD json',
    ]) {
      const outcome = await connection.execute(sql).then(
        () => 'done',
        () => 'refused',
      )
      expect(outcome, sql).toBe('refused')
    }
    // What is done here changes nothing: there is no file system to install to, and an image is its own input.
    await connection.execute('INSTALL json')
    await connection.execute(`SELECT * FROM read_blob('${image}')`)
    connection.close()
    expect(readdirSync(folder).sort()).toEqual(seen)
    expect(readFileSync(image).equals(before)).toBe(true)
    expect(existsSync(`${image}.wal`)).toBe(false)
    expect((await run(engine, request(), {})).rows).toBe(50_000)
  })
})

test('a cancel is heard at once, and the engine goes on', async () => {
  const endless = 'SELECT count(*) FROM range(100000000) a(i), range(1000) b(j) WHERE i % 7 = j'
  const heard = await quickest(100, async () => {
    const controller = new AbortController()
    const running = run(engine, request({ sql: endless }), { signal: controller.signal })
    let cancelled = 0
    setTimeout(() => {
      cancelled = performance.now()
      controller.abort()
    }, 200)
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' })
    return performance.now() - cancelled
  })
  expect(heard).toBeLessThan(100)
  expect((await run(engine, request(), {})).rows).toBe(50_000)
})

test('native and wasm are one version', async () => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const native = (await connection.runAndReadAll('SELECT version()')).getRows()[0]?.[0]
  connection.closeSync()
  instance.closeSync()
  expect(native).toBe(engine.version)
})
