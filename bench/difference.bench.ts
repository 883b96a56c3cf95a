import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { quoteText } from '#shared/sql/index.ts'
import type { NativeHandlers } from '../main/engine/index.ts'
import { programs } from '../main/git/testing.ts'
import { connectWorker } from '../main/worker/index.ts'
import { nodeWorkers } from '../main/worker/node.ts'
import { type BenchRow, median } from './row.ts'

const rounds = 3

const rows = (from: number, delay: string) =>
  `SELECT i::BIGINT AS id, (i % 300)::INTEGER AS route, ['SFO', 'LAX', 'OAK'][1 + i % 3] AS origin, ${delay} AS delay FROM range(${from}, ${from + 3_000_000}) r(i)`

/** The same pairs as plain SQL: what nothing that compares by a key can be much faster than. */
const plain = `CREATE OR REPLACE TABLE answer AS SELECT b.id AS was, a.id AS is, b.delay AS before, a.delay AS after
FROM i.main.before b FULL JOIN i.main.after a ON b.id = a.id
WHERE b.id IS NULL OR a.id IS NULL OR b.route IS DISTINCT FROM a.route OR b.origin IS DISTINCT FROM a.origin OR b.delay IS DISTINCT FROM a.delay`

/** What it costs to compare two tables of 3M rows by a key, with keys checked and columns counted. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-difference-'))
  const path = join(dir, 'pair.duckdb')
  const native = connectWorker<NativeHandlers>('native', nodeWorkers(programs))
  try {
    const made = await DuckDBInstance.create(path)
    const making = await made.connect()
    await making.run(`CREATE TABLE before AS ${rows(0, '(i * 37 % 101)::DOUBLE')}`)
    await making.run(
      `CREATE TABLE after AS ${rows(1000, '((i * 37 % 101) + (i % 1000 = 0)::INTEGER)::DOUBLE')}`,
    )
    making.closeSync()
    made.closeSync()
    const names = ['before', 'after']
    const statements = names.map((name) => `CREATE VIEW ${name} AS FROM i.main.${name}`)
    const set = { id: 'bench', images: [{ alias: 'i', path }], statements }
    const [before, after] = await Promise.all(
      names.map((name) => native.call('run', { set, sql: `FROM ${name}`, wholeTable: `i.main.${name}` })),
    )
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`ATTACH ${quoteText(path)} AS i (READ_ONLY)`)
    const [ours, theirs]: [number[], number[]] = [[], []]
    for (let round = 0; round <= rounds; round++) {
      const began = performance.now()
      const found = await native.call('compareRows', {
        before: before?.handle ?? '',
        after: after?.handle ?? '',
        key: ['id'],
        tolerance: { kind: 'exact' },
      })
      const middle = performance.now()
      await connection.run(plain)
      await native.call('close', { handle: found.result.handle })
      if (round === 0) continue
      ours.push(middle - began)
      theirs.push(performance.now() - middle)
    }
    connection.closeSync()
    instance.closeSync()
    const [value, baseline] = [median(ours), median(theirs)]
    report({
      name: "3M rows against 3M by a key: the difference, against native's own FULL JOIN",
      value,
      baseline,
      ratio: value / baseline,
    })
  } finally {
    native.close()
    rmSync(dir, { recursive: true, force: true })
  }
}
