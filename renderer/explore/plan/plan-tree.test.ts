import { DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, expect, test } from 'vitest'
import { misjudged, planOf, stepsOf } from './plan-tree.ts'

/** Plans as DuckDB writes them. */

const sql = `WITH sums AS (SELECT b, sum(a) AS s FROM t GROUP BY b)
  SELECT t.c, count(*) AS n, max(s) FROM t JOIN sums USING (b) WHERE t.a > 10 GROUP BY ALL ORDER BY n LIMIT 3`
let explain: (options: string, text?: string) => Promise<string>

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(
    'CREATE TABLE t AS SELECT range AS a, range % 100 AS b, range % 7 AS c FROM range(100000)',
  )
  explain = async (options, text = sql) => {
    const reader = await connection.runAndReadAll(`EXPLAIN (${options}FORMAT JSON) ${text}`)
    return String(reader.getRows()[0]?.[1])
  }
})

test('a plan has its steps, what they work on and the rows that are expected', async () => {
  const steps = stepsOf(planOf(await explain(''), (table) => (table === 't' ? 'flights' : table)))
  expect(steps[0]).toMatchObject({ id: '0', name: 'Top n', about: '3 · count_star() ASC', measured: null })
  expect(steps.map(({ name }) => name)).toContain('Hash join')
  const scans = steps.filter(({ name }) => name === 'Seq scan')
  expect(scans).toHaveLength(2)
  expect(scans.map(({ about }) => about).sort()).toEqual(['flights · b, a', 'flights · b, c · a>10'])
  expect(scans.map(({ expected }) => expected)).toContain(100_000)
  expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length)
})

test('a measured plan has the rows and the time of each step, and none of EXPLAIN itself', async () => {
  const steps = stepsOf(planOf(await explain('ANALYZE, ')))
  expect(steps[0]).toMatchObject({ name: 'Top n', measured: { rows: 3 } })
  expect(steps.map(({ name }) => name)).not.toContain('Explain analyze')
  expect(Math.max(...steps.map(({ measured }) => measured?.rows ?? 0))).toBeGreaterThan(99_000)
  expect(steps.every(({ measured }) => measured !== null && measured.ms >= 0)).toBe(true)
})

test('projections that only pass columns on are left out, with their time kept', async () => {
  const json = await explain('ANALYZE, ')
  const seconds = [...json.matchAll(/"operator_timing": ([\d.e-]+)/g)].map(([, text]) => Number(text))
  const [explaining = 0] = seconds
  const steps = stepsOf(planOf(json))
  expect(json).toContain('__internal_compress')
  expect(steps.length).toBeLessThan(seconds.length - 1)
  expect(steps.flatMap(({ facts }) => facts.flatMap(({ values }) => values)).join()).not.toMatch(
    /internal_compress/,
  )
  const total = steps.reduce((sum, { measured }) => sum + (measured?.ms ?? 0), 0)
  const all = seconds.reduce((sum, one) => sum + one, -explaining) * 1000
  // What packs columns below nothing else stands for itself.
  expect(total).toBeGreaterThan(0)
  expect(Math.abs(total - all)).toBeLessThan(1e-6 * Math.max(1, all))
})

test('a planner that is wrong by ten times is told where it matters', () => {
  const step = (expected: number | null, rows: number | null) =>
    misjudged({
      id: '0',
      name: '',
      about: '',
      facts: [],
      expected,
      measured: rows === null ? null : { rows, ms: 0 },
      children: [],
    })
  expect(step(10, 5000)).toBe(true)
  expect(step(5000, 0)).toBe(true)
  expect(step(1, 900)).toBe(false)
  expect(step(4000, 5000)).toBe(false)
  expect(step(null, 5000)).toBe(false)
  expect(step(10, null)).toBe(false)
})

test('what is no plan is refused', () => {
  expect(() => planOf('{"a":')).toThrow(SyntaxError)
  expect(() => planOf('[{"name": 3}]')).toThrow()
})
