import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '#shared/sql/index.ts'
import { createWasmPool } from '../main/engine/wasm/index.ts'
import { programs } from '../main/git/testing.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import type { BenchRow } from './evaluation.bench.ts'

/** Ten queries as people ask them of three million flights. */
const queries: Record<string, string> = {
  'count and average': 'SELECT count(*) AS n, avg(delay) AS mean FROM flights',
  'one filter': 'SELECT count(*) AS n FROM flights WHERE delay > 15 AND distance < 500',
  'group by 300 airports':
    'SELECT origin, count(*) AS n, avg(delay) AS mean FROM flights GROUP BY origin ORDER BY origin',
  'group by route':
    'SELECT origin, destination, count(*) AS n, sum(distance) AS far FROM flights GROUP BY ALL ORDER BY ALL',
  'delay by hour':
    'SELECT hour(date) AS hour, avg(delay) AS mean, stddev(delay) AS spread FROM flights GROUP BY hour ORDER BY hour',
  'medians by origin': 'SELECT origin, median(delay) AS middle FROM flights GROUP BY origin ORDER BY origin',
  'top 100': 'SELECT * FROM flights ORDER BY delay DESC, date, origin LIMIT 100',
  'daily with a window':
    'SELECT day, n, avg(n) OVER (ORDER BY day ROWS 6 PRECEDING) AS week FROM (SELECT date::DATE AS day, count(*) AS n FROM flights GROUP BY day) ORDER BY day',
  'join with its own averages':
    'WITH mean AS (SELECT origin, destination, avg(delay) AS m FROM flights GROUP BY ALL) SELECT avg(abs(f.delay - mean.m)) AS mae FROM flights f JOIN mean USING (origin, destination)',
  histogram: 'SELECT (delay / 10)::INTEGER AS bin, count(*) AS n FROM flights GROUP BY bin ORDER BY bin',
}

const rounds = 5

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** What a query costs on the engine that evaluates against native DuckDB on one thread, both warm. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-query-'))
  const path = join(dir, 'flights.duckdb')
  const parquet = join(
    dirname(createRequire(import.meta.url).resolve('vega-datasets')),
    '../data/flights-3m.parquet',
  )
  const pool = createWasmPool(nodeWorkers(programs), 1)
  try {
    await makeImage(path, parquet)
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    const connection = await instance.connect()
    const attach = `ATTACH ${quoteText(path)} AS i (READ_ONLY)`
    const view = 'CREATE VIEW flights AS SELECT * FROM i.main.data'
    for (const sql of ["SET TimeZone = 'UTC'", attach, view]) await connection.run(sql)
    const ratios: number[] = []
    for (const [name, sql] of Object.entries(queries)) {
      const [wasm, native]: [number[], number[]] = [[], []]
      // In turns, so that what else the machine does meets both. The first round warms up.
      for (let round = 0; round <= rounds; round++) {
        const run = await pool.run({
          set: 'bench',
          images: [{ alias: 'i', path }],
          statements: [view],
          sql,
          metrics: [],
        })
        const began = performance.now()
        await connection.run(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`)
        if (round === 0) continue
        native.push(performance.now() - began)
        wasm.push(run.ms)
      }
      const [value, baseline] = [median(wasm), median(native)]
      ratios.push(value / baseline)
      report({
        name: `3M rows, ${name}: wasm against native on 1 thread`,
        value,
        baseline,
        ratio: value / baseline,
      })
    }
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)
    report({
      name: 'ten queries on 3M rows: geometric mean of the ratios',
      value: mean,
      baseline: 1,
      ratio: mean,
      note: 'a ratio; aim 1.4 or less',
    })
    connection.closeSync()
    instance.closeSync()
  } finally {
    pool.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function makeImage(path: string, parquet: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`ATTACH ${quoteText(path)} AS image`)
  await connection.run(
    `CREATE TABLE image.main.data AS SELECT * REPLACE (date::TIMESTAMP AS date) FROM read_parquet(${quoteText(parquet)})`,
  )
  await connection.run('DETACH image')
  connection.closeSync()
  instance.closeSync()
}
