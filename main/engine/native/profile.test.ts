import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ColumnProfile } from '#shared/format/profile.ts'
import {
  associate,
  barCondition,
  beyondCondition,
  boundsCondition,
  dependenciesOf,
  outlierCondition,
  patternCondition,
  profileColumns,
  repeatedCondition,
  seasonCondition,
  violationsSql,
} from '#shared/profile/index.ts'
import type { Cell } from '#shared/value.ts'
import { select } from './select.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

const ask = (sql: string) => select(connection, sql, 10_000)

async function rowsOf(sql: string): Promise<Cell[][]> {
  const { page } = await ask(sql)
  return (page.columns[0] ?? []).map((_, row) => page.columns.map((cells) => cells[row] ?? null))
}
const countOf = async (where: string) =>
  Number((await rowsOf(`SELECT count(*) FROM result WHERE ${where}`))[0]?.[0])

/** Makes `result` of a column `v`, and profiles it. */
async function profiled(
  type: string,
  values: (string | null)[],
  more: { bounds?: { min?: number | string; max?: number | string }; exact?: boolean } = {},
): Promise<ColumnProfile> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE result (v ${type})`)
  const appended = values.map((value) => (value === null ? '(NULL)' : `('${value.replaceAll("'", "''")}')`))
  for (let at = 0; at < appended.length; at += 5000) {
    await connection.run(
      `INSERT INTO result SELECT CAST(t AS ${type}) FROM (VALUES ${appended.slice(at, at + 5000).join(', ')}) x(t)`,
    )
  }
  const [profile] = await profileColumns(
    ask,
    [{ name: 'v', type, ...(more.bounds && { bounds: more.bounds }) }],
    {
      rows: values.length,
      exact: more.exact ?? false,
    },
  )
  if (!profile) throw new Error('no profile')
  return profile
}

/** The least value that a share of the sorted values does not exceed. */
const quantile = (sorted: number[], share: number) =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]

describe('numbers', () => {
  const floats = fc.array(
    fc
      .oneof(
        fc.integer({ min: -500, max: 500 }).map((n) => n / 4),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
        fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, 1e9),
      )
      // To DuckDB there is one zero.
      .map((n) => (n === 0 ? 0 : n)),
    { minLength: 1, maxLength: 200 },
  )

  test('are those that a plain computation finds, and each bar is the rows that its condition meets', async () => {
    await fc.assert(
      fc.asyncProperty(floats, async (values) => {
        const profile = await profiled(
          'DOUBLE',
          values.map((value) => (value === null ? null : String(value))),
        )
        const valid = values.filter((value) => value !== null)
        const finite = valid.filter(Number.isFinite)
        const sorted = [...finite].sort((a, b) => a - b)
        expect(profile.rows).toBe(values.length)
        expect(profile.nulls).toBe(values.length - valid.length)
        expect(profile.infinite).toBe(valid.length - finite.length)
        expect(profile.distinct).toBe(new Set(valid.map((value) => (value === 0 ? 0 : value))).size)
        if (finite.length > 0) {
          expect(profile.quantiles?.map(Number)).toEqual(
            [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => quantile(sorted, share)),
          )
          const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
          expect(profile.mean).toBeCloseTo(mean, 4)
        }
        const bars = profile.histogram ?? []
        for (const bar of bars) {
          const [from, to] = [Number(bar.from), Number(bar.to)]
          expect(bar.count).toBe(finite.filter((value) => value >= from && value < to).length)
        }
        for (const bar of bars.slice(0, 3))
          expect(await countOf(barCondition('v', 'DOUBLE', bar))).toBe(bar.count)
        if (profile.histogram && profile.beyond) {
          const all = bars.reduce((sum, bar) => sum + bar.count, 0)
          expect(all + profile.beyond.below + profile.beyond.above).toBe(finite.length)
          expect(await countOf(beyondCondition('v', 'DOUBLE', 'below', bars[0]?.from ?? null))).toBe(
            profile.beyond.below,
          )
          expect(await countOf(beyondCondition('v', 'DOUBLE', 'above', bars.at(-1)?.to ?? null))).toBe(
            profile.beyond.above,
          )
        }
        const { outliers } = profile
        if (outliers) {
          const [lower = 0, upper = 0] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
          expect(outliers.high).toBeCloseTo(upper + 3 * (upper - lower), 3)
          expect(outliers.below + outliers.above).toBe(
            await countOf(outlierCondition('v', 'DOUBLE', outliers)),
          )
          expect(outliers.above).toBe(finite.filter((value) => value > outliers.high).length)
        }
      }),
      { numRuns: 30, examples: [[[0, 5e-324]]] },
    )
  })

  test('integers of every width have bars whose conditions DuckDB takes', async () => {
    const types = [
      ['UTINYINT', ['0', '1', '255', '254']],
      ['TINYINT', ['-128', '127', '0']],
      ['BIGINT', ['-9223372036854775808', '9223372036854775807', '5']],
      ['HUGEINT', ['170141183460469231731687303715884105727', '0', '3']],
      ['DECIMAL(4,2)', ['-99.99', '99.99', '0.10', '0.30']],
      ['FLOAT', ['0.1', '0.3', '0.7', '1.5', '0.70000005']],
    ] as const
    for (const [type, values] of types) {
      const profile = await profiled(type, [...values])
      const bars = profile.histogram ?? []
      expect(bars.length, type).toBeGreaterThan(1)
      for (const bar of bars) expect(await countOf(barCondition('v', type, bar)), type).toBe(bar.count)
      expect(
        bars.reduce((sum, bar) => sum + bar.count, 0),
        type,
      ).toBe(values.length)
    }
  })

  test('says which values lie beyond a contract’s bounds', async () => {
    const profile = await profiled('INTEGER', ['-1', '0', '500', '1001', '2000', '3000'], {
      bounds: { min: 0, max: 1000 },
    })
    expect(profile.bounds).toEqual({ min: 0, max: 1000, below: 1, above: 3 })
    expect(await countOf(boundsCondition('v', 'INTEGER', { min: 0, max: 1000 }))).toBe(4)
  })

  test('one value has no bars, and no rows have no facts', async () => {
    expect(await profiled('INTEGER', ['7', '7', null])).toMatchObject({
      nulls: 1,
      distinct: 1,
      top: [{ value: 7, count: 2 }],
    })
    expect((await profiled('INTEGER', ['7', '7'])).histogram).toBeUndefined()
    expect(await profiled('INTEGER', [])).toMatchObject({
      rows: 0,
      nulls: 0,
      distinct: 0,
      min: null,
      top: [],
    })
    expect(await profiled('DOUBLE', [null, 'NaN'])).toMatchObject({ nulls: 1, infinite: 1 })
  })
})

describe('texts', () => {
  const words = fc.array(
    fc.option(fc.string({ unit: fc.constantFrom(...'ABCzyx0189 -+.(é日Ä*'.split('')), maxLength: 12 }), {
      freq: 8,
    }),
    { minLength: 1, maxLength: 120 },
  )
  const classOf = (text: string) =>
    text
      .replace(/\p{Lu}/gu, 'A')
      .replace(/[\p{Ll}\p{Lt}\p{Lm}\p{Lo}]/gu, 'a')
      .replace(/[0-9]/g, '9')

  test('have lengths, frequent values and classes as a plain computation finds them', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (values) => {
        const profile = await profiled('VARCHAR', values)
        const valid = values.filter((value) => value !== null)
        const counted = new Map<string, number>()
        for (const value of valid) counted.set(value, (counted.get(value) ?? 0) + 1)
        expect(profile.distinct).toBe(counted.size)
        expect(profile.empty).toBe(counted.get('') ?? 0)
        const lengths = valid.map((value) => [...value].length).sort((a, b) => a - b)
        if (valid.length > 0) {
          expect(profile.lengths).toEqual({
            min: lengths[0],
            median: quantile(lengths, 0.5),
            max: lengths.at(-1),
          })
        }
        for (const { value, count } of profile.top ?? []) expect(counted.get(String(value))).toBe(count)
        expect(profile.top?.[0]?.count ?? 0).toBe(Math.max(0, ...counted.values()))
        for (const { pattern, count } of profile.patterns ?? []) {
          expect(await countOf(patternCondition('v', pattern)), pattern).toBe(count)
          if (!pattern.includes('⁺')) {
            expect(valid.filter((value) => classOf(value) === pattern).length).toBe(count)
          }
        }
        expect(await countOf(repeatedCondition('v'))).toBe(
          valid.filter((value) => (counted.get(value) ?? 0) > 1).length,
        )
      }),
      { numRuns: 30 },
    )
  })

  test('of many lengths are told without them, and prose as one class', async () => {
    const ids = Array.from({ length: 40 }, (_, place) => `AB${'x'.repeat(place)}-${place}`)
    const profile = await profiled('VARCHAR', ids)
    expect(profile.patterns?.[0]).toEqual({ pattern: 'A⁺a⁺-9⁺', count: 30 })
    const long = await profiled('VARCHAR', ['a '.repeat(50), 'b', 'c'])
    expect(long.patterns).toEqual([
      { pattern: 'a', count: 2 },
      { pattern: 'over 60 characters', count: 1 },
    ])
    expect(await countOf(patternCondition('v', 'over 60 characters'))).toBe(1)
  })

  test('of any length are kept by their beginning', async () => {
    const { top, max } = await profiled('VARCHAR', ['x'.repeat(5000)])
    expect(top).toEqual([{ value: 'x'.repeat(300), count: 1, cut: true }])
    expect(max).toBe('x'.repeat(300))
  })
})

describe('times', () => {
  const dates = fc.array(
    fc.date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    { minLength: 1, maxLength: 150 },
  )
  test('have bars at full units, and seasons', async () => {
    await fc.assert(
      fc.asyncProperty(
        dates,
        fc.constantFrom('TIMESTAMP', 'DATE', 'TIMESTAMP WITH TIME ZONE'),
        async (values, type) => {
          const texts = values.map((value) => value.toISOString().replace('T', ' ').replace('Z', ''))
          const profile = await profiled(
            type,
            type === 'DATE' ? texts.map((text) => text.slice(0, 10)) : texts,
          )
          const weekday = Array.from(
            { length: 7 },
            (_, day) => values.filter((value) => (value.getUTCDay() + 6) % 7 === day).length,
          )
          expect(profile.seasons?.weekday).toEqual(weekday)
          expect(profile.seasons?.month).toEqual(
            Array.from(
              { length: 12 },
              (_, month) => values.filter((value) => value.getUTCMonth() === month).length,
            ),
          )
          expect(await countOf(seasonCondition('v', type, 'weekday', 3))).toBe(weekday[2])
          if (type !== 'DATE') {
            const hour = values.filter((value) => value.getUTCHours() === 5).length
            expect(profile.seasons?.hour?.[5]).toBe(hour)
            expect(await countOf(seasonCondition('v', type, 'hour', 5))).toBe(hour)
          }
          const bars = profile.histogram ?? []
          if (bars.length > 0) expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(values.length)
          for (const bar of bars.slice(0, 2))
            expect(await countOf(barCondition('v', type, bar))).toBe(bar.count)
        },
      ),
      { numRuns: 30 },
    )
  })

  test('out of the ordinary break nothing', async () => {
    const profile = await profiled('TIMESTAMP', ['infinity', '0044-03-15 (BC) 00:00:00', '2001-01-01', null])
    expect(profile).toMatchObject({ rows: 4, nulls: 1, distinct: 3 })
    expect(await profiled('DATE', ['5000000-01-01', '2001-01-01'])).toMatchObject({ distinct: 2 })
  })
})

test('nested values, bytes and the rest are counted', async () => {
  for (const [type, value] of [
    ['INTEGER[]', '[1, 2]'],
    ['STRUCT(a INTEGER)', "{'a': 1}"],
    ['BLOB', '\\xAA'],
  ] as const) {
    expect(await profiled(type, [value, value, null]), type).toMatchObject({ nulls: 1, distinct: 1 })
  }
  for (const [type, value] of [
    ['BOOLEAN', 'true'],
    ['UUID', '6b7a3c1e-0000-4000-8000-000000000000'],
    ['TIME', '10:00:00'],
    ["ENUM('a', 'b')", 'a'],
  ] as const) {
    const { top } = await profiled(type, [value, null])
    expect(top, type).toHaveLength(1)
  }
})

test('over a million rows are sampled alike each time; ends and nulls are those of all', async () => {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE result AS SELECT CASE WHEN i % 10 = 0 THEN NULL ELSE i END AS v FROM range(1500000) t(i)',
  )
  const columns = [{ name: 'v', type: 'BIGINT' }]
  const [sample] = await profileColumns(ask, columns, { rows: 1_500_000 })
  const [again] = await profileColumns(ask, columns, { rows: 1_500_000 })
  expect(again).toEqual(sample)
  expect(sample).toMatchObject({ nulls: 150_000, min: '1', max: '1499999', about: true })
  expect(sample?.sampled).toBeGreaterThan(90_000)
  expect(Math.abs((sample?.distinct ?? 0) / 1_350_000 - 1)).toBeLessThan(0.1)
  const [exact] = await profileColumns(ask, columns, { rows: 1_500_000, exact: true })
  expect(exact).toMatchObject({ distinct: 1_350_000, quantiles: expect.arrayContaining(['749999']) })
  expect(exact?.about).toBeUndefined()
})

test('how many differ is exact where the sample has each value more than once', async () => {
  await connection.run(
    'CREATE OR REPLACE TEMP TABLE result AS SELECT (i * 7919) % 1000 AS code FROM range(1500000) t(i)',
  )
  const [code] = await profileColumns(ask, [{ name: 'code', type: 'BIGINT' }], { rows: 1_500_000 })
  expect(code).toMatchObject({ about: true, distinct: 1000 })
})

test('a dependency counts the rows to leave out, and its query shows them', async () => {
  await connection.run(
    "CREATE OR REPLACE TEMP TABLE result AS FROM (VALUES (1,'a'),(1,'a'),(1,'b'),(2,'c'),(3,NULL),(3,NULL)) t(k,v)",
  )
  const columns = [
    { name: 'k', type: 'INTEGER' },
    { name: 'v', type: 'VARCHAR' },
  ] as const
  expect(await dependenciesOf(ask, columns[0], [columns[1]], 1)).toEqual([
    { from: 'k', to: 'v', rows: 6, violating: 1 },
  ])
  expect(await dependenciesOf(ask, columns[1], [columns[0]], 1)).toEqual([
    { from: 'v', to: 'k', rows: 6, violating: 0 },
  ])
  expect(await rowsOf(violationsSql({ from: 'k', to: 'v' }, 'result'))).toEqual([
    [1, 'a', '2'],
    [1, 'b', '1'],
  ])
})

const python = [process.env.LAKEBENCH_PYTHON, 'python3'].find((command) => {
  if (!command) return false
  try {
    execFileSync(command, ['-c', 'import numpy, scipy, pandas'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})
if (!python)
  console.error('skipped: no Python with numpy, scipy and pandas, so profiles were not held against them')

describe.skipIf(!python)('numpy, scipy and pandas say the same', () => {
  test('of quantiles, deviation, correlations and association', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'oracle-'))
    try {
      await connection.run(`CREATE OR REPLACE TEMP TABLE result AS SELECT
        CASE WHEN i % 17 = 0 THEN NULL ELSE ((i * 7919) % 1013)::DOUBLE / 3 END AS x,
        ((i * 31) % 97 + (i * 7919) % 1013 / 9)::DOUBLE AS y,
        CASE WHEN i % 23 = 0 THEN NULL ELSE 'k' || (i * 7919 % 1013) % 5 END AS a,
        'm' || (i * 7919 % 1013 + i % 3) % 4 AS b FROM range(3000) t(i)`)
      const { page } = await ask('FROM result')
      writeFileSync(join(dir, 'rows.json'), JSON.stringify(page.columns))
      const program = `
import json, sys, numpy as np, pandas as pd
from scipy import stats
from scipy.stats.contingency import association
x, y, a, b = json.load(open(sys.argv[1]))
frame = pd.DataFrame({'x': pd.array(x, dtype='Float64').to_numpy(float, na_value=np.nan), 'y': y, 'a': a, 'b': b})
xs = frame.x.dropna()
both = frame.dropna(subset=['x'])
w = frame.dropna(subset=['x', 'a'])
print(json.dumps({
  'q': [float(v) for v in np.quantile(xs, [.05, .25, .5, .75, .95], method='inverted_cdf')],
  'mean': float(xs.mean()), 'std': float(xs.std(ddof=1)), 'distinct': int(xs.nunique()),
  'pearson': float(stats.pearsonr(both.x, both.y)[0]),
  'spearman': float(stats.spearmanr(both.x, both.y)[0]),
  'cramer': float(association(pd.crosstab(frame.a, frame.b).to_numpy(), method='cramer', correction=False)),
  'eta': float(np.sqrt(sum(len(g) * (g.mean() - w.x.mean()) ** 2 for _, g in w.groupby('a').x) / ((w.x - w.x.mean()) ** 2).sum())),
  'top': {k: int(v) for k, v in frame.a.value_counts().items()},
}))`
      const said = JSON.parse(
        execFileSync(python ?? '', ['-c', program, join(dir, 'rows.json')], { encoding: 'utf8' }),
      )
      const columns = ['x', 'y'].map((name) => ({ name, type: 'DOUBLE' }))
      const words = ['a', 'b'].map((name) => ({ name, type: 'VARCHAR' }))
      const [x, , a] = await profileColumns(ask, [...columns, ...words], { rows: 3000 })
      x?.quantiles?.forEach((value, place) => {
        expect(Number(value)).toBeCloseTo(said.q[place], 9)
      })
      expect(x?.mean).toBeCloseTo(said.mean, 9)
      expect(x?.deviation).toBeCloseTo(said.std, 9)
      expect(x?.distinct).toBe(said.distinct)
      for (const { value, count } of a?.top ?? []) expect(said.top[String(value)]).toBe(count)
      const [one, other] = columns
      const [first, second] = words
      if (!one || !other || !first || !second) throw new Error('columns')
      const numbers = await associate(ask, one, other, 1)
      expect(numbers).toMatchObject({ kind: 'numbers', rows: 3000 - 177 })
      if (numbers?.kind === 'numbers') {
        expect(numbers.pearson).toBeCloseTo(said.pearson, 10)
        expect(numbers.spearman).toBeCloseTo(said.spearman, 10)
      }
      const classes = await associate(ask, first, second, 1)
      if (classes?.kind === 'words') expect(classes.cramer).toBeCloseTo(said.cramer, 10)
      expect(classes?.kind).toBe('words')
      const mixed = await associate(ask, first, one, 1)
      expect(mixed).toMatchObject({ kind: 'mixed', a: 'a', b: 'x', eta: expect.closeTo(said.eta, 10) })
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })
})
