import { describe, expect, test } from 'vitest'
import { analyse } from './analyse.ts'

describe('analyse', () => {
  test.each([
    ['SELECT 1', [], []],
    ['FROM flights', ['flights'], []],
    [
      'SELECT * FROM a, b JOIN c USING (x) WHERE y IN (SELECT z FROM d) AND EXISTS (FROM a)',
      ['a', 'b', 'c', 'd'],
      [],
    ],
    ['WITH a AS (SELECT * FROM b), c AS (SELECT * FROM a) SELECT * FROM c, d', ['b', 'd'], []],
    ['WITH a AS (SELECT * FROM a) SELECT * FROM a', ['a'], []],
    ['SELECT (WITH a AS (SELECT 1) SELECT * FROM a), x FROM a', ['a'], []],
    ['WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n, t WHERE i < 9) FROM n', ['t'], ['+']],
    ['WITH a AS MATERIALIZED (FROM b) FROM a UNION ALL FROM A', ['b'], []],
    ['SELECT Late_Share(delay), sum(x) OVER (ORDER BY y) FROM flights', ['flights'], ['late_share', 'sum']],
    ['FROM flights_between(1, 2) f', [], ['flights_between']],
    ["SELECT 'late(1) FROM nothing' -- FROM nothing", [], []],
    ['FROM "flights@9f3c2a1" TABLESAMPLE 3 ROWS (reservoir, 42)', ['flights@9f3c2a1'], []],
    ['DESCRIBE flights', ['flights'], []],
    ['SUMMARIZE SELECT f(a) FROM t', ['t'], ['f']],
    ['PIVOT t ON a IN (1, 2) USING sum(b)', ['t'], ['sum']],
    ['PIVOT t ON a USING sum(b)', ['t'], ['sum']],
    ['PIVOT t ON a, lower(b), c IN (1, 2) -- all', ['t'], ['count_star', 'lower']],
    ['WITH q AS (FROM t WHERE x IN (SELECT 1)) PIVOT q ON a || b USING f(c) GROUP BY d', ['t'], ['f', '||']],
    ['FROM (PIVOT (t JOIN u ON t.i = u.i) ON a USING sum(b)) JOIN v USING (i)', ['t', 'u', 'v'], ['sum']],
    ['FROM main.t, other.u', ['t', 'u'], []],
  ] as const)('%s', async (sql, tables, functions) => {
    const found = await analyse(sql)
    expect(found.tables).toEqual(tables)
    expect([...found.functions].sort()).toEqual([...functions].sort())
    expect(found.selectLike).toBe(true)
    expect(found.volatile).toEqual([])
  })

  test.each([
    ['SELECT random()', 'random'],
    ['SELECT now()', 'now'],
    ['SELECT current_date', 'current_date'],
    ['SELECT CURRENT_TIMESTAMP - t FROM x', 'current_timestamp'],
    ['SELECT uuid(), gen_random_uuid()', 'uuid'],
    ['FROM x USING SAMPLE 10%', 'sample'],
    ['FROM x TABLESAMPLE 10%', 'sample'],
    ['WITH a AS (SELECT today() AS t) FROM a', 'today'],
  ])('%s is volatile', async (sql, name) => {
    expect((await analyse(sql)).volatile).toContain(name)
  })

  test.each([
    'CREATE MACRO a(x) AS x',
    'INSERT INTO t VALUES (1)',
    'SET threads = 1',
    'EXPLAIN SELECT 1',
    "COPY t TO 'x'",
    'CREATE TABLE x AS PIVOT t ON a USING sum(b)',
  ])('%s is no SELECT', async (sql) => {
    expect(await analyse(sql)).toEqual({
      tables: [],
      functions: [],
      selectLike: false,
      volatile: [],
      aggregates: [],
    })
  })

  test('aggregates are told from other functions', async () => {
    const { aggregates } = await analyse('SELECT upper(a), AVG(b), count(*), rank() OVER () FROM t')
    expect(aggregates).toEqual(['avg', 'count_star'])
  })

  test('two statements are not one', async () => {
    expect((await analyse('SELECT 1; FROM t')).selectLike).toBe(false)
  })

  test('a syntax error has its place in UTF-16 units', async () => {
    await expect(analyse("SELECT '😀é'\nFROM t WHER x")).rejects.toMatchObject({
      code: 'SQL_SYNTAX',
      place: { line: 2, column: 13 },
    })
    await expect(analyse(`SELECT '${'x'.repeat(300_000)}'`)).rejects.toMatchObject({ code: 'SQL_LONG' })
  })
})
