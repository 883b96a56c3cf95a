import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseChart, writeChart } from '#shared/format/chart.ts'
import type { Cell, Column } from '#shared/value.ts'
import { binAt, binsOf, edgeOf, niceStep } from './axis.ts'
import { filtersOf, filterText, whereSql } from './filters.ts'
import { directSql, factsOf, marksOf, type Plan, planOf, probes, sliceSql, summarySql } from './plan.ts'
import { holdSummary } from './summary.ts'
import type { ChartSpec, Mark, Selection } from './types.ts'

const odd = 'a "b"; <i>'
let engine: DuckDBInstance
let connection: Awaited<ReturnType<DuckDBInstance['connect']>>
let columns: Column[]

beforeAll(async () => {
  engine = await DuckDBInstance.create()
  connection = await engine.connect()
  await connection.run(`CREATE TABLE result AS
    SELECT TIMESTAMP '1969-12-20' + to_hours(i::INTEGER) AS at, DATE '2001-01-01' + (i % 90)::INTEGER AS day,
      CASE WHEN i % 60 = 7 THEN NULL WHEN i % 60 = 8 THEN '' ELSE 'o''' || i % 60 END AS origin,
      (i * 7 % 300 - 60)::INTEGER AS delay, (i % 97)::DECIMAL(9, 2) / 100 AS price, i % 3 = 0 AS late,
      CASE WHEN i % 100 = 0 THEN 'NaN'::DOUBLE WHEN i % 101 = 0 THEN NULL WHEN i % 103 = 0 THEN 'infinity'::DOUBLE ELSE (i % 997) / 10 END AS distance,
      i::BIGINT AS "${odd.replaceAll('"', '""')}"
    FROM range(6000) t(i)`)
  columns = (await connection.runAndReadAll('DESCRIBE result')).getRowObjectsJS().map((row) => ({
    name: String(row.column_name),
    type: String(row.column_type),
  }))
})
afterAll(() => {
  connection.closeSync()
  engine.closeSync()
})

async function ask(sql: string, of = 'result') {
  const reader = await connection.runAndReadAll(
    of === 'result' ? sql : sql.replace('FROM result', `FROM ${of}`),
  )
  return {
    columns: reader.columnNames().map((name, index) => ({ name, type: String(reader.columnType(index)) })),
    page: {
      columns: reader
        .getColumnsJS()
        .map((cells) => cells.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell))) as Cell[][],
    },
  }
}

async function planned(spec: ChartSpec): Promise<Plan> {
  const { ends, words, colors } = probes(spec, columns)
  const facts = factsOf(
    spec,
    await ask(ends),
    words ? await ask(words) : null,
    colors ? await ask(colors) : null,
  )
  return planOf(spec, columns, facts)
}

const chart = (
  kind: ChartSpec['kind'],
  x: string,
  y: string | null = null,
  more: Partial<ChartSpec> = {},
): ChartSpec => ({
  kind,
  x,
  y,
  aggregate: 'count',
  color: null,
  map: null,
  ...more,
})
const charts: ChartSpec[] = [
  chart('bar', 'origin'),
  chart('bar', 'late', 'distance', { aggregate: 'avg', color: 'origin' }),
  chart('bar', 'delay', 'price', { aggregate: 'sum' }),
  chart('line', 'at', 'delay', { aggregate: 'avg', color: 'origin' }),
  chart('line', 'day', 'delay', { aggregate: 'max' }),
  chart('area', 'price', odd, { aggregate: 'min', color: 'late' }),
  chart('histogram', 'delay'),
  chart('histogram', 'distance'),
  chart('histogram', 'delay', odd),
  chart('heat', 'delay', 'price'),
  chart('point', 'at', 'distance'),
  chart('map', 'delay', 'distance', { map: 'points' }),
  chart('map', 'origin', 'delay', { map: 'states', aggregate: 'avg' }),
]
const brushable = [...charts.filter(({ color }) => color === null)]

/** Marks without order and without the last bits of a sum. */
const comparable = (marks: Mark[]) =>
  marks
    .map(({ x, y, color, value, rows }) => [
      x,
      y,
      color,
      Number.isFinite(value) ? Number(value.toPrecision(9)) : 'none',
      rows,
    ])
    .map((mark) => JSON.stringify(mark))
    .sort()

/** A selection of the chart, from two numbers between 0 and 1. */
function selectionOf(
  { axes }: Plan,
  low: number,
  high: number,
  ends: { min: number; max: number },
): Selection {
  const range = (axis: Plan['axes']['x']): [number, number] => {
    const at = (share: number) => ends.min + (ends.max - ends.min) * share
    if (axis.as !== 'bins') return [at(low), at(high)]
    return [edgeOf(axis, binAt(axis, at(low))), edgeOf(axis, binAt(axis, at(high)) + 1)]
  }
  const { x, y } = axes
  if (x.as === 'words')
    return { words: x.words.slice(Math.floor(low * x.words.length), Math.ceil(high * x.words.length)) }
  return { x: range(x), ...(y && { y: range(y) }) }
}

test('a brush is answered from a summary as the whole would answer it', async () => {
  const plans = new Map<ChartSpec, Plan>()
  for (const spec of charts) plans.set(spec, await planned(spec))
  let count = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...charts),
      fc.constantFrom(...brushable),
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      async (spec, other, ends) => {
        const [plan, brushed] = [plans.get(spec), plans.get(other)]
        if (!plan || !brushed) throw new Error('not planned')
        const [low, high] = ends.sort((a, b) => a - b) as [number, number]
        const range =
          brushed.axes.x.as === 'bins' && brushed.axes.x.time
            ? { min: -1e9, max: 2e10 }
            : { min: -60, max: 240 }
        const selection = selectionOf(brushed, low, high, range)
        const filters = filtersOf(selection, brushed.axes)
        const condition = whereSql(filters, columns)
        const direct = marksOf(await ask(directSql(spec, plan, condition)))
        const table = `summary_${count++}`
        await connection.run(
          `CREATE TABLE ${table} AS ${summarySql(spec, plan, brushed.axes, "delay < 200 AND origin <> 'o''3'")}`,
        )
        const sliced = marksOf(await ask(sliceSql(spec, plan, brushed.axes, selection), table))
        const held = holdSummary(spec, brushed.axes)
        const half = `(SELECT *, row_number() OVER () % 2 AS half FROM ${table})`
        for (const part of [0, 1])
          held.add(await ask(`SELECT * EXCLUDE half FROM result WHERE half = ${part}`, half))
        expect(comparable(held.slice(selection))).toEqual(comparable(sliced))
        const both = [condition, "delay < 200 AND origin <> 'o''3'"]
          .filter(Boolean)
          .map((one) => `(${one})`)
          .join(' AND ')
        // A row that has no place on the brushed axis is in no range of it.
        expect(comparable(sliced)).toEqual(comparable(marksOf(await ask(directSql(spec, plan, both)))))
        expect(direct.length).toBeGreaterThanOrEqual(sliced.length)
        await connection.run(`DROP TABLE ${table}`)
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('every chart has marks, with words and colours folded', async () => {
  for (const spec of charts) {
    const plan = await planned(spec)
    const marks = marksOf(await ask(directSql(spec, plan, null)))
    expect(marks.length, JSON.stringify(spec)).toBeGreaterThan(1)
    expect(new Set(marks.map(({ color }) => color)).size).toBeLessThanOrEqual(10)
    if (spec.kind === 'bar' && spec.x === 'origin') expect(marks).toHaveLength(40)
  }
  const box = chart('box', 'late', 'delay')
  const [first] = marksOf(await ask(directSql(box, await planned(box), null)))
  expect(first?.box).toMatchObject({ outside: 0 })
  expect(first?.box?.q1).toBeLessThan(first?.box?.median ?? 0)
})

test('bins are steps people count in, and a value that begins one is in it', () => {
  expect(niceStep({ min: 0, max: 100 }, 40)).toBe(5)
  expect(niceStep({ min: 0, max: 0 }, 40)).toBe(1)
  expect(niceStep({ min: 0, max: 1 }, 40)).toBe(0.05)
  expect(binsOf('d', 'DATE', { min: 0, max: 30 * 86_400_000 }, 400)).toMatchObject({ step: 86_400_000 })
  expect(binsOf('d', 'INTEGER', { min: 0, max: 3 }, 50)).toMatchObject({ step: 1 })
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      fc.integer({ min: -1000, max: 1000 }),
      (span, bin) => {
        const axis = binsOf('x', 'DOUBLE', { min: 0, max: span }, 50)
        expect(span / axis.step).toBeLessThanOrEqual(50.001)
        expect(binAt(axis, edgeOf(axis, bin))).toBe(bin)
      },
    ),
  )
})

test('filters are plain SQL, whatever a spec holds', async () => {
  const of = (filters: Parameters<typeof whereSql>[0]) => whereSql(filters, columns)
  expect(of([{ column: 'delay', from: 30, to: 60 }])).toBe('delay >= 30 AND delay < 60')
  expect(of([{ column: 'day', from: '2001-01-02' }])).toBe("day >= TIMESTAMP '2001-01-02'")
  expect(of([{ column: 'origin', in: ['a', null] }])).toBe("(origin = 'a' OR origin IS NULL)")
  expect(of([{ column: 'gone', from: 1 }])).toBeNull()
  expect(filterText({ column: 'delay', from: 30, to: 60 })).toBe('delay 30 to 60')
  const count = async (filter: Parameters<typeof whereSql>[0][number]) =>
    (await ask(`SELECT count(*)::INTEGER AS n FROM result WHERE ${of([filter])}`)).page.columns[0]?.[0]
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      fc.pre(!/\p{Surrogate}/u.test(text) && text !== '')
      expect(await count({ column: 'origin', in: [text, "') OR true --", "\\' OR true --"] })).toBe(0)
      expect(await count({ column: odd, to: -1, in: [1, 2] })).toBe(0)
    }),
    { numRuns: 30 },
  )
  await expect(count({ column: 'day', from: "2001-01-01' OR true --" })).rejects.toThrow(/timestamp/i)
  expect(() => of([{ column: 'delay', from: '1 OR true' }])).toThrow(/no value/)
})

test('a spec whose column names are SQL asks for that column alone', async () => {
  const spec = chart('bar', odd, 'x) FROM secret; --')
  const text = writeChart({ version: 1, source: 'flights', statement: 1, at: {}, params: {}, ...spec })
  expect(parseChart('charts/a.yml', text)).toMatchObject({ x: odd })
  const { words } = probes(spec, columns)
  await expect(ask(words ?? '')).resolves.toBeTruthy()
  await expect(ask(directSql(spec, await planned(chart('bar', odd)), null))).rejects.toThrow(/not found/)
})
