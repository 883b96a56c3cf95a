import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '#shared/sql/index.ts'
import { createWasmPool, type WasmPool } from '../main/engine/wasm/index.ts'
import { programs } from '../main/git/testing.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import { median } from './row.ts'

const rounds = 5

/** One image on the engine that evaluates and on native DuckDB on one thread, both warm. */
export interface Engines {
  pool: WasmPool
  native: DuckDBConnection
  /** Median milliseconds of a query on each. */
  timed(sql: string): Promise<{ wasm: number; native: number }>
}

/** Uses both engines over the DuckDB file at `path`, which `views` read as the catalogue `i`. */
export async function againstNative(
  path: string,
  views: string[],
  use: (engines: Engines) => Promise<void>,
): Promise<void> {
  const pool = createWasmPool(nodeWorkers(programs), 1)
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const native = await instance.connect()
  try {
    for (const sql of ["SET TimeZone = 'UTC'", `ATTACH ${quoteText(path)} AS i (READ_ONLY)`, ...views])
      await native.run(sql)
    const set = { set: 'bench', images: [{ alias: 'i', path }], statements: views, metrics: [] }
    await use({
      pool,
      native,
      async timed(sql) {
        const [onWasm, onNative]: [number[], number[]] = [[], []]
        // In turns, so that what else the machine does meets both. The first round warms up.
        for (let round = 0; round <= rounds; round++) {
          const run = await pool.run({ ...set, sql })
          const began = performance.now()
          await native.run(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`)
          if (round === 0) continue
          onNative.push(performance.now() - began)
          onWasm.push(run.ms)
        }
        return { wasm: median(onWasm), native: median(onNative) }
      },
    })
  } finally {
    pool.close()
    native.closeSync()
    instance.closeSync()
  }
}

/** Makes the DuckDB file at `path` of tables by their SELECTs. */
export async function makeImage(path: string, tables: Record<string, string>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`ATTACH ${quoteText(path)} AS image`)
  for (const [name, sql] of Object.entries(tables))
    await connection.run(`CREATE TABLE image.main.${name} AS ${sql}`)
  await connection.run('DETACH image')
  connection.closeSync()
  instance.closeSync()
}
