import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { quoteText } from '#shared/sql/index.ts'
import { againstNative, makeImage } from './against-native.ts'
import { queries } from './queries.ts'
import { type BenchRow, geometricMean } from './row.ts'

/** What a query costs on the engine that evaluates against native DuckDB on one thread, both warm. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-query-'))
  const path = join(dir, 'flights.duckdb')
  const parquet = join(
    dirname(createRequire(import.meta.url).resolve('vega-datasets')),
    '../data/flights-3m.parquet',
  )
  try {
    await makeImage(path, {
      data: `SELECT * REPLACE (date::TIMESTAMP AS date) FROM read_parquet(${quoteText(parquet)})`,
    })
    await againstNative(path, ['CREATE VIEW flights AS SELECT * FROM i.main.data'], async ({ timed }) => {
      const ratios: number[] = []
      for (const [name, sql] of Object.entries(queries)) {
        const { wasm, native } = await timed(sql)
        ratios.push(wasm / native)
        report({
          name: `3M rows, ${name}: wasm against native on 1 thread`,
          value: wasm,
          baseline: native,
          ratio: wasm / native,
        })
      }
      const mean = geometricMean(ratios)
      report({
        name: 'ten queries on 3M rows: geometric mean of the ratios',
        unit: '',
        value: mean,
        baseline: 1,
        ratio: mean,
        note: 'a ratio; aim 1.4 or less',
      })
    })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
