import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '#shared/sql/index.ts'
import { createWasmPool } from '../main/engine/wasm/index.ts'
import { programs } from '../main/git/testing.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import { queries } from './queries.ts'
import { type BenchRow, geometricMean, median } from './row.ts'

const rounds = 5

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
    const mean = geometricMean(ratios)
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
