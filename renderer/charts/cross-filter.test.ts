import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cell, Column } from '#shared/value.ts'
import {
  type ChartSpec,
  directSql,
  factsOf,
  type Mark,
  marksOf,
  planOf,
  probes,
  whereSql,
} from '../ui/chart/index.ts'
import { createCrossFilter, type View } from './cross-filter.ts'
import { type Kept, openSummary, type Rows } from './summary.ts'

let engine: DuckDBInstance
let connection: Awaited<ReturnType<DuckDBInstance['connect']>>
let columns: Column[]
const asked: string[] = []

beforeAll(async () => {
  engine = await DuckDBInstance.create()
  connection = await engine.connect()
  await connection.run(
    `CREATE TABLE flights AS SELECT (i * 7 % 300)::INTEGER AS delay, (i % 2000)::INTEGER AS distance, 'o' || i % 9 AS origin FROM range(300000) t(i)`,
  )
  columns = (await connection.runAndReadAll('DESCRIBE flights')).getRowObjectsJS().map((row) => ({
    name: String(row.column_name),
    type: String(row.column_type),
  }))
})
afterAll(() => {
  connection.closeSync()
  engine.closeSync()
})

let tables = 0
const live = new Set<string>()
async function over(table: string, sql: string) {
  const reader = await connection.runAndReadAll(`WITH result AS (FROM ${table}) ${sql}`)
  return {
    columns: reader.columnNames().map((name, index) => ({ name, type: String(reader.columnType(index)) })),
    page: {
      from: 0,
      columns: reader
        .getColumnsJS()
        .map((cells) => cells.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell))) as Cell[][],
    },
  }
}
const rows = (table: string, count: number): Rows => ({
  rows: count,
  over: (sql) => {
    asked.push('direct')
    return over(table, sql)
  },
  async keep(sql): Promise<Kept> {
    const made = `kept_${tables++}`
    await connection.run(`CREATE TABLE ${made} AS WITH result AS (FROM ${table}) ${sql}`)
    live.add(made)
    asked.push('summary')
    const counted = await over(made, 'SELECT count(*) AS n FROM result')
    return {
      rows: Number(counted.page.columns[0]?.[0]),
      columns: (await over(made, 'FROM result LIMIT 0')).columns,
      page: async (from, most) => (await over(made, `FROM result LIMIT ${most} OFFSET ${from}`)).page,
      over: (slice) => {
        asked.push('slice')
        return over(made, slice)
      },
      close: async () => void live.delete(made),
    }
  },
})

const chart = (kind: ChartSpec['kind'], x: string): ChartSpec => ({
  kind,
  x,
  y: null,
  aggregate: 'count',
  color: null,
  map: null,
})

async function viewOf(id: string, spec: ChartSpec, count = 300_000): Promise<View> {
  const { ends, words } = probes(spec, columns)
  const facts = factsOf(spec, await over('flights', ends), words ? await over('flights', words) : null, null)
  return { id, spec, plan: planOf(spec, columns, facts), columns, rows: rows('flights', count) }
}

const sum = (marks: Mark[] | undefined) => (marks ?? []).reduce((all, { rows: count }) => all + count, 0)

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 5))
}

test('each chart is drawn under the marks of all others, and ends at the last of a quick brush', async () => {
  const views = [
    await viewOf('delay', chart('histogram', 'delay')),
    await viewOf('distance', chart('histogram', 'distance')),
    await viewOf('origin', chart('bar', 'origin')),
  ]
  const painted = new Map<string, Mark[]>()
  const cross = createCrossFilter(views, (id, { marks }) => void (marks && painted.set(id, marks)))
  cross.setShared([])
  await until(() => painted.size === 3)
  expect(sum(painted.get('delay'))).toBe(300_000)

  cross.arm('delay')
  asked.length = 0
  for (let to = 20; to <= 200; to += 10) cross.select('delay', { x: [10, to] })
  const expected = async (view: View | undefined, condition: string) =>
    view ? sum(marksOf(await over('flights', directSql(view.spec, view.plan, condition)))) : 0
  const brushed = await expected(views[1], 'delay >= 10 AND delay < 200')
  await until(() => sum(painted.get('distance')) === brushed && sum(painted.get('origin')) === brushed)
  // No move asks an engine.
  expect(asked).toEqual(['summary', 'summary'])
  expect(sum(painted.get('delay'))).toBe(300_000)

  cross.select('origin', { words: ['o1', 'o2'] })
  const both = await expected(views[1], "delay >= 10 AND delay < 200 AND origin IN ('o1', 'o2')")
  await until(() => sum(painted.get('distance')) === both)
  const own = await expected(views[0], "origin IN ('o1', 'o2')")
  await until(() => sum(painted.get('delay')) === own)
  expect(whereSql(cross.filtersFor(null), columns)).toBe(
    "delay >= 10 AND delay < 200 AND origin IN ('o1', 'o2')",
  )
  cross.select('delay', null)
  cross.select('origin', null)
  cross.setShared([{ column: 'distance', from: 0, to: 100 }])
  const left = await expected(views[2], 'distance < 100')
  await until(() => sum(painted.get('origin')) === left)
  cross.close()
  await until(() => live.size === 0)
})

test('a summary that is too large to hold is asked in its engine, for the same marks', async () => {
  const [view, by] = [
    await viewOf('distance', chart('histogram', 'distance')),
    await viewOf('origin', chart('bar', 'origin')),
  ]
  const stop = new AbortController()
  const held = await openSummary(view, by.plan.axes, 'delay < 100', stop.signal)
  const large = await openSummary(view, by.plan.axes, 'delay < 100', stop.signal, 10)
  asked.length = 0
  const selection = { words: ['o1', 'o7'] }
  const sorted = (marks: Mark[]) => marks.sort((a, b) => Number(a.x) - Number(b.x))
  const expected = sorted(await large.slice(selection))
  expect(asked).toEqual(['slice'])
  expect(sorted(await held.slice(selection))).toEqual(expected)
  expect(asked).toEqual(['slice'])
  expect(expected.length).toBeGreaterThan(10)
  await held.close()
  await large.close()
  expect(live.size).toBe(0)
})

test('a failed chart says so and comes back with the next change', async () => {
  const view = await viewOf('origin', chart('bar', 'origin'), 100)
  let broken = true
  const { over: real } = view.rows
  view.rows = { ...view.rows, over: (sql) => (broken ? Promise.reject(new Error('gone')) : real(sql)) }
  const seen: string[] = []
  const cross = createCrossFilter([view], (_, { error }) => void seen.push(error ? error.code : 'marks'))
  cross.setShared([])
  await until(() => seen.length === 1)
  broken = false
  cross.setShared([])
  await until(() => seen.length === 2)
  expect(seen).toEqual(['BUG', 'marks'])
})
