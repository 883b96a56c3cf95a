import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { arrowBatch, arrowCells, deliveredList, describedColumns } from '#shared/arrow.ts'
import { typeFixtures } from '#shared/cells.fixtures.ts'
import { createWriter, encoderOf } from '#shared/digest/encode.ts'
import { parseType, resultDigest } from '#shared/digest/index.ts'
import { cutPage, longestList } from '#shared/long-cells.ts'
import type { Cell, Column } from '#shared/value.ts'
import { type Connection, createEngine } from './engine.ts'
import { nativeAnswer } from './testing/native-values.ts'

let native: DuckDBConnection
let wasm: Connection

beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  native = await instance.connect()
  await native.run(`SET TimeZone = 'UTC'`)
  const engine = await createEngine()
  engine.open({ set: 'none', images: [], statements: [] })
  wasm = engine.connect()
})

async function wasmAnswer(sql: string): Promise<{ columns: Column[]; cells: Cell[][]; digest: string }> {
  await wasm.execute(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`)
  const columns: Column[] = []
  await wasm.stream('DESCRIBE answer', (batch) => columns.push(...describedColumns(batch)))
  const cells: Cell[][] = columns.map(() => [])
  const digest = resultDigest(columns)
  await wasm.stream(`SELECT ${deliveredList(columns)} FROM answer`, (batch) => {
    for (const [index, part] of arrowCells(columns, batch).entries()) cells[index]?.push(...part)
    digest.add(arrowBatch(columns, batch))
  })
  return { columns, cells, digest: digest.hex() }
}

const same = async (sql: string) => expect(await wasmAnswer(sql)).toEqual(await nativeAnswer(native, sql))

describe('golden vectors of every type', () => {
  test.each(typeFixtures.map((fixture) => [fixture.type, fixture.sql, fixture] as const))(
    '%s: %s',
    async (type, sql, fixture) => {
      const query = `SELECT ${sql} AS x`
      const answer = await wasmAnswer(query)
      expect(answer.columns).toEqual([{ name: 'x', type }])
      expect(JSON.stringify(answer.cells)).toBe(JSON.stringify([[fixture.cell]]))
      await wasm.stream(`SELECT ${deliveredList(answer.columns)} FROM answer`, (batch) => {
        const writer = createWriter(1)
        encoderOf(parseType(type))(writer, arrowBatch(answer.columns, batch)[0]?.value(0) ?? null)
        expect(Buffer.from(writer.bytes.subarray(0, writer.at)).toString('hex')).toBe(fixture.bytes)
      })
      expect(await nativeAnswer(native, query)).toEqual(answer)
    },
  )
})

describe('the same statement on both engines', () => {
  test.each([
    'SELECT i, i % 3 = 0 AS b, CASE WHEN i % 5 = 0 THEN NULL ELSE i % 2 = 0 END AS c FROM range(5000) r(i)',
    'SELECT (i - 2500)::TINYINT AS x FROM range(2400, 2600) r(i)',
    'SELECT i::HUGEINT * 99999999999999999999 AS h, sum(i) OVER (ORDER BY i) AS s FROM range(3000) r(i)',
    'SELECT (i * 7.25)::DECIMAL(12,3) AS d, round(i / 7, 3)::FLOAT AS f, sqrt(i) AS r FROM range(3000) r(i)',
    "SELECT DATE '1600-01-01' + (i * 13)::INTEGER AS d FROM range(9000) r(i)",
    "SELECT TIMESTAMP '1969-12-01' + to_microseconds(i * 98765432123) AS t FROM range(5000) r(i)",
    'SELECT make_timestamp(i * 1000001 - 99999999) AS t, epoch_ms(i) AS m FROM range(3000) r(i)',
    'SELECT to_days(i::INTEGER) + to_microseconds(i * 777) - to_months(i::INTEGER) AS v FROM range(3000) r(i)',
    "SELECT repeat('é😀', (i % 50)::INTEGER) || i AS s, NULLIF(i % 7, 3) AS n FROM range(5000) r(i)",
    'SELECT to_microseconds(36000000000000000 * (i - 1)) + to_months(i::INTEGER * 12 - 5) AS v FROM range(3) r(i)',
    'SELECT range(i % 9) AS l, [i, NULL]::BIGINT[2] AS a, [[i], NULL] AS n FROM range(3000) r(i)',
    "SELECT {'a': i, 'b': {'c': [i::VARCHAR]}} AS s FROM range(3000) r(i)",
    'SELECT MAP {i: i::VARCHAR, -1: NULL} AS m FROM range(3000) r(i)',
    "SELECT CASE WHEN i % 2 = 0 THEN union_value(n := i)::UNION(n BIGINT, s VARCHAR) ELSE union_value(s := 'x')::UNION(n BIGINT, s VARCHAR) END AS u FROM range(3000) r(i)",
    "SELECT (['a', 'b', 'c'])[1 + i % 3]::ENUM('a', 'b', 'c') AS e FROM range(5000) r(i)",
    'SELECT encode(i::VARCHAR) AS b, i::INTEGER::BIT AS bits FROM range(3000) r(i)',
    'SELECT (md5(i::VARCHAR))::UUID AS u FROM range(3000) r(i)',
    "SELECT ('12:00:0' || i % 10 || '+0' || i % 10)::TIMETZ AS t FROM range(100) r(i)",
    "SELECT (TIMESTAMP '2001-01-01' + to_hours(i))::TIMESTAMPTZ AS z FROM range(3000) r(i)",
    'SELECT i % 10 AS k, count(*) AS n, avg(i) AS a, min(i) AS lo FROM range(10000) r(i) GROUP BY k ORDER BY k',
    'SELECT a.i, b.i AS j FROM range(300) a(i) JOIN range(300) b(i) ON a.i = b.i * 2 ORDER BY a.i',
    'SELECT *, row_number() OVER (PARTITION BY i % 4 ORDER BY i DESC) AS n FROM range(1000) r(i) ORDER BY ALL',
    'WITH RECURSIVE f(n, v) AS (SELECT 1, 1::HUGEINT UNION ALL SELECT n + 1, v * (n + 1) FROM f WHERE n < 30) FROM f',
    'PIVOT (SELECT i % 3 AS p, i % 2 AS q, i FROM range(60) r(i)) ON p IN (0, 1, 2) USING sum(i) GROUP BY q ORDER BY q',
    'PIVOT (SELECT i % 3 AS p, i % 2 AS q, i FROM range(60) r(i)) ON p, q + 7 USING sum(i), max(i) AS m ORDER BY ALL',
    'SELECT 1 AS a, 2 AS a, 3 AS "A"',
    'SELECT NULL AS n, [] AS e, {a: NULL} AS r',
    'SELECT unnest([1, 2, NULL]) AS u, \'\' AS "odd "" name"',
    "SELECT x FROM (VALUES ('NaN'::DOUBLE), ('-NaN'::DOUBLE), ('inf'::DOUBLE), (-0.0::DOUBLE), (1e-310), (NULL)) v(x)",
    'SELECT i FROM range(0) r(i)',
    "SELECT * FROM (VALUES (DATE 'infinity', TIMESTAMP '-infinity'), (DATE '0044-03-15 (BC)', NULL)) v(d, t)",
  ])('%s', same)

  test('any timestamp, date and interval', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
            fc.integer({ min: -2_000_000, max: 90_000_000 }),
            fc.integer({ min: -100_000, max: 100_000 }),
          ),
          { minLength: 1, maxLength: 40 },
        ),
        async (rows) => {
          const values = rows.map(([micros, days, months]) => `(${micros}, ${days}, ${months})`).join(', ')
          const sql = `SELECT make_timestamp(m::BIGINT) AS t, DATE '1970-01-01' + d AS d, to_months(n) + to_days(n) + to_microseconds(n::BIGINT * 1234567) AS i FROM (VALUES ${values}) v(m, d, n)`
          await same(sql)
          const text = await native.runAndReadAll(`SELECT t::VARCHAR, d::VARCHAR, i::VARCHAR FROM (${sql})`)
          expect((await wasmAnswer(sql)).cells).toEqual(text.getColumns())
        },
      ),
      { numRuns: 15 },
    )
  })

  test('what is delivered wrong elsewhere is refused in a sentence', async () => {
    await expect(wasmAnswer("SELECT [TIMETZ '12:00:00+02'] AS t")).rejects.toMatchObject({
      code: 'TYPE_NOT_DELIVERED',
    })
  })
})

test('a page for a grid carries no long cell on wasm either', async () => {
  const sql =
    "SELECT repeat('é', 300000) AS t, unhex(repeat('ab', 50000)) AS b, TIMETZ '12:00:00+02' AS z, 1 AS n, {'l': range(9000)} AS s UNION ALL SELECT 'x', 'y'::BLOB, NULL, 2, {'l': [7]}"
  await wasm.execute(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`)
  const columns: Column[] = []
  await wasm.stream('DESCRIBE answer', (batch) => columns.push(...describedColumns(batch)))
  const read = async (list: string, as: Column[]) => {
    const cells: Cell[][] = as.map(() => [])
    await wasm.stream(`SELECT ${list} FROM answer`, (batch) => {
      for (const [index, part] of arrowCells(as, batch).entries()) cells[index]?.push(...part)
    })
    return cells
  }
  const lengths = columns.map((_, index) => ({ name: `b${index}`, type: 'DOUBLE' }))
  const longest = (await read(longestList(columns) ?? '', lengths)).map(([length]) => length ?? null)
  expect(longest).toEqual([600_000, 50_000, null, null, 52_897])
  const short = cutPage(columns, longest, (column) => deliveredList([column]))
  expect(short?.page(7, await read(short.list, short.columns))).toEqual({
    from: 7,
    columns: [
      ['é'.repeat(1000), 'x'],
      ['ab'.repeat(1000), '79'],
      ['12:00:00+02', null],
      [1, 2],
      [expect.stringMatching(/^\{'l': \[0, 1, 2, .{984}$/), { l: ['7'] }],
    ],
    cut: [
      { row: 7, column: 0, length: 300_000 },
      { row: 7, column: 1, length: 50_000 },
      { row: 7, column: 4, length: 52_897 },
    ],
  })
})
