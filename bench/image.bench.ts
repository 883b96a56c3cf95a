import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { importContract } from '#shared/format/contract.ts'
import { createApp } from '../main/api/app.ts'
import { juneArrives, makeLake } from '../main/api/demo/lake.ts'
import { programs } from '../main/git/testing.ts'
import { parseContract } from '../main/lake/index.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import type { BenchRow } from './row.ts'

/** What a table image costs beside DuckDB's own CREATE TABLE AS over the same files, with as many threads. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'lakebench-bench-'))
  const resources = fileURLToPath(new URL('..', import.meta.url))
  const home = join(dir, 'home')
  const app = createApp({ home, resources, startWorker: nodeWorkers(programs) })
  try {
    const lake = join(dir, 'lake')
    await makeLake(app, dir, lake, {})
    await juneArrives(dir, lake)
    const { snapshot } = await app.files.call('syncFolder', {
      home,
      root: lake,
      pattern: 'flights/*/*.parquet',
      remote: 'lake',
      seen: join(home, 'syncs', 'bench', 'seen', 'flights'),
      settleMs: 0,
      now: Date.now(),
      rehash: false,
    })
    const file = join(resources, 'demo/workspace/01-question/contracts/flights.yml')
    const contract = importContract(parseContract(file, readFileSync(file, 'utf8')).contract)
    for (const threads of [1, 2]) {
      const ours: number[] = []
      const theirs: number[] = []
      let bytes = 0
      for (let round = 0; round < 5; round++) {
        const to = join(dir, `image-${threads}-${round}.duckdb`)
        theirs.push(await created(join(lake, 'flights'), `${to}.ctas`, threads))
        const began = performance.now()
        await app.importer.call('buildImage', { home, snapshot, contract, file, to, threads })
        ours.push(performance.now() - began)
        bytes = statSync(to).size
        rmSync(to)
      }
      const [value, baseline] = [median(ours), median(theirs)]
      report({
        name: `image of 3,000,000 flights, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        value,
        baseline,
        ratio: value / baseline,
        note: `against CREATE TABLE AS; contract judged, digests checked, made durable; ${(bytes / 1e6).toFixed(1)} MB`,
      })
    }
  } finally {
    app.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Milliseconds of a table of the same fields made by DuckDB alone. */
async function created(folder: string, to: string, threads: number): Promise<number> {
  const files = readdirSync(folder)
    .sort()
    .flatMap((day) => readdirSync(join(folder, day)).map((name) => `'${join(folder, day, name)}'`))
  const began = performance.now()
  const instance = await DuckDBInstance.create(to, { threads: String(threads) })
  const connection = await instance.connect()
  await connection.run(
    `CREATE TABLE data AS SELECT date, delay::INTEGER AS delay, distance::INTEGER AS distance, origin, destination FROM read_parquet([${files.join(', ')}], hive_partitioning = false)`,
  )
  await connection.run('CHECKPOINT')
  connection.closeSync()
  instance.closeSync()
  const ms = performance.now() - began
  rmSync(to)
  return ms
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
