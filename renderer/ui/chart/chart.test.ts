import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { asKind, chooseChart } from './choose.ts'
import { binWidth, chartSql, needsRange, rangeSql } from './query.ts'
import type { ChartSpec } from './types.ts'

const columns = [
  { name: 'date', type: 'TIMESTAMP' },
  { name: 'origin', type: 'VARCHAR' },
  { name: 'delay', type: 'INTEGER' },
  { name: 'distance', type: 'DOUBLE' },
  { name: 'id', type: 'BIGINT' },
]
const of = (...names: string[]) => columns.filter(({ name }) => names.includes(name))

test('the first chart follows the types', () => {
  expect(chooseChart(of('date', 'delay'), 200)).toMatchObject({ kind: 'line', x: 'date', y: 'delay' })
  expect(chooseChart(of('date', 'origin', 'delay'), 200)).toMatchObject({ kind: 'line', color: 'origin' })
  expect(chooseChart(of('date', 'origin', 'delay'), 3_000_000)).toMatchObject({ kind: 'line', color: null })
  expect(chooseChart(of('origin', 'delay'), 50)).toMatchObject({ kind: 'bar', x: 'origin', aggregate: 'sum' })
  expect(chooseChart(of('delay', 'distance'), 500)).toMatchObject({ kind: 'point' })
  expect(chooseChart(of('delay', 'distance'), 500_000)).toMatchObject({ kind: 'heat' })
  const buckets = [
    { name: 'from_min', type: 'DOUBLE' },
    { name: 'flights', type: 'BIGINT' },
    { name: 'percent', type: 'DOUBLE' },
  ]
  const counted = { kind: 'histogram', x: 'from_min', y: 'flights', aggregate: 'sum' }
  expect(chooseChart(buckets, 25)).toMatchObject(counted)
  expect(chooseChart(buckets, 2500)).toMatchObject({ kind: 'point' })
  expect(chooseChart([...buckets.slice(1, 2), { name: 'late', type: 'BIGINT' }], 25)).toMatchObject({
    kind: 'point',
  })
  expect(chooseChart([{ name: 'hour', type: 'BIGINT' }, ...buckets.slice(1)], 24)).toMatchObject({
    kind: 'line',
  })
  expect(chooseChart(of('delay'), 500)).toMatchObject({ kind: 'histogram', x: 'delay' })
  expect(chooseChart(of('id'), 500)).toMatchObject({ kind: 'histogram', x: 'id' })
  expect(chooseChart(of('origin'), 500)).toMatchObject({ kind: 'bar', y: null, aggregate: 'count' })
  expect(chooseChart([{ name: 'l', type: 'INTEGER[]' }], 500)).toBeNull()
  expect(chooseChart([...of('delay'), ...of('delay')], 5)).toBeNull()
})

test('another kind takes columns that fit it', () => {
  expect(asKind('histogram', columns, null)).toMatchObject({ x: 'delay' })
  expect(asKind('point', of('delay'), null)).toBeNull()
  expect(asKind('bar', columns, null)).toMatchObject({ x: 'origin', y: 'delay' })
})

test('bins are steps people count in', () => {
  expect(binWidth({ min: 0, max: 100 }, false)).toBe(5)
  expect(binWidth({ min: -1500, max: 3000 }, false)).toBe(200)
  expect(binWidth({ min: 0, max: 0 }, false)).toBe(1)
  expect(binWidth({ min: 0, max: 150 * 86_400_000 }, true)).toBe(86_400_000)
})

const specs: ChartSpec[] = [
  { kind: 'line', x: 'date', y: 'delay', aggregate: 'avg', color: null },
  { kind: 'line', x: 'date', y: 'delay', aggregate: 'sum', color: 'origin' },
  { kind: 'line', x: 'id', y: 'distance', aggregate: 'max', color: null },
  { kind: 'bar', x: 'origin', y: 'delay', aggregate: 'sum', color: null },
  { kind: 'bar', x: 'origin', y: null, aggregate: 'count', color: null },
  { kind: 'histogram', x: 'delay', y: 'id', aggregate: 'sum', color: null },
  { kind: 'histogram', x: 'distance', y: null, aggregate: 'count', color: null },
  { kind: 'heat', x: 'delay', y: 'distance', aggregate: 'avg', color: null },
  { kind: 'point', x: 'delay', y: 'distance', aggregate: 'avg', color: 'origin' },
]

test('every chart is one aggregate that DuckDB answers, NaN and NULL among the values', async () => {
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`CREATE TABLE result AS
    SELECT TIMESTAMP '2001-01-01' + to_hours(i::INTEGER) AS date, 'o' || i % 60 AS origin, (i % 300 - 60)::INTEGER AS delay,
      CASE WHEN i % 100 = 0 THEN 'NaN'::DOUBLE WHEN i % 101 = 0 THEN NULL ELSE i / 3 END AS distance, i::BIGINT AS id
    FROM range(20000) t(i)`)
  const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS()
  for (const spec of specs) {
    const names = spec.kind === 'heat' ? [spec.x, spec.y ?? ''] : [spec.x]
    const [ends] = needsRange(spec, columns, spec.x) ? await read(rangeSql(columns, names)) : []
    const ranges = ends
      ? names.map((_, index) => ({ min: Number(ends[`min_${index}`]), max: Number(ends[`max_${index}`]) }))
      : []
    for (const { min, max } of ranges) expect(Number.isFinite(min) && max > min, spec.kind).toBe(true)
    const rows = await read(chartSql(spec, columns, ranges))
    expect(rows.length, JSON.stringify(spec)).toBeGreaterThan(1)
    expect(rows.length).toBeLessThanOrEqual(10_000)
    expect(typeof rows[0]?.x).toBe(spec.kind === 'bar' ? 'string' : 'number')
  }
  const [bars] = specs.filter(({ kind, y }) => kind === 'bar' && y === null)
  if (!bars) throw new Error('no bar')
  const counted = await read(chartSql(bars, columns, []))
  expect(counted).toHaveLength(41)
  connection.closeSync()
})
