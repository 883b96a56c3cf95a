import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quoteText, splitStatements } from '#shared/sql/index.ts'
import type { NativeHandlers } from '../main/engine/index.ts'
import { programs } from '../main/git/testing.ts'
import { connectWorker } from '../main/worker/index.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import { againstNative, makeImage } from './against-native.ts'
import { type BenchRow, geometricMean } from './row.ts'

const tables = ['customer', 'lineitem', 'nation', 'orders', 'part', 'partsupp', 'region', 'supplier']
const queries = new URL('../main/engine/differential/tpch.sql', import.meta.url)

/** The 22 questions of TPC-H at scale 1: what wasm takes against native on one thread, and whether answers are equal. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-tpch-'))
  const native = connectWorker<NativeHandlers>('native', nodeWorkers(programs))
  try {
    if (!generate(dir)) {
      console.log('  skipped: no tpchgen-cli, nor a Python that can install it')
      return
    }
    const path = join(dir, 'tpch.duckdb')
    await makeImage(
      path,
      Object.fromEntries(
        tables.map((table) => [
          table,
          `SELECT * FROM read_parquet(${quoteText(join(dir, `${table}.parquet`))})`,
        ]),
      ),
    )
    const views = tables.map((table) => `CREATE VIEW ${table} AS SELECT * FROM i.main.${table}`)
    await againstNative(path, views, async ({ pool, timed }) => {
      const ratios: { query: number; ratio: number }[] = []
      const total = { wasm: 0, native: 0 }
      let differ = 0
      for (const [index, { text: sql }] of splitStatements(readFileSync(queries, 'utf8')).entries()) {
        const images = [{ alias: 'i', path }]
        const ours = await pool.run({ set: 'bench', images, statements: views, sql, metrics: [] })
        const set = { id: 'bench', images, statements: views }
        const { digest } = await native.call('runForDigest', { set, sql, metrics: [] })
        if (digest !== ours.digest) differ++
        const ms = await timed(sql)
        total.wasm += ms.wasm
        total.native += ms.native
        ratios.push({ query: index + 1, ratio: ms.wasm / ms.native })
      }
      const [worst] = [...ratios].sort((a, b) => b.ratio - a.ratio)
      const mean = geometricMean(ratios.map(({ ratio }) => ratio))
      report({
        name: 'TPC-H at scale 1, 22 queries: wasm against native on 1 thread',
        value: total.wasm,
        baseline: total.native,
        ratio: mean,
        note: `the ratio is the geometric mean, aim 1.4; the worst ${worst?.ratio.toFixed(2)} of query ${worst?.query}, aim 3; ${differ === 0 ? 'every answer equal' : `${differ} answers DIFFER`}`,
      })
    })
  } finally {
    native.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Writes the tables as Parquet by the public generator, where there is one or a Python that can bring it. */
function generate(dir: string): boolean {
  const run = (command: string, args: string[]) => execFileSync(command, args, { stdio: 'ignore' })
  const parquet = ['parquet', '-s', '1', '--output-dir', dir]
  try {
    run('tpchgen-cli', parquet)
    return true
  } catch {
    try {
      const venv = join(dir, 'venv')
      run('python3', ['-m', 'venv', venv])
      run(join(venv, 'bin/pip'), ['install', '-q', 'tpchgen-cli'])
      run(join(venv, 'bin/tpchgen-cli'), parquet)
      return true
    } catch {
      return false
    }
  }
}
