import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, expect, test } from 'vitest'
import { arrowCells, deliveredList, describedColumns } from '#shared/arrow.ts'
import { type Ask, associate, dependenciesOf, profileColumns } from '#shared/profile/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { type Connection, createEngine } from './engine.ts'
import { nativeAnswer } from './testing/native-values.ts'

let native: DuckDBConnection
let wasm: Connection

/** Values of every kind that a profile takes apart. */
const rows = `SELECT i::INTEGER AS n, (i * 7919 % 1013)::BIGINT AS big, CASE WHEN i % 11 = 0 THEN NULL ELSE i / 7 END AS real,
  (i % 97 / 10)::DECIMAL(9,2) AS price, ['DE', 'FR', 'it'][1 + i % 3] || '-' || (10 + i % 80) AS code, i % 2 = 0 AS yes,
  DATE '2001-01-01' + (i % 700)::INTEGER AS day, TIMESTAMP '2001-01-01' + to_minutes(i * 37) AS at,
  (TIMESTAMP '2001-01-01' + to_minutes(i * 37))::TIMESTAMPTZ AS zoned, [i % 5] AS list
  FROM range(4000) t(i)`

const askWasm: Ask = async (sql) => {
  const query = `WITH result AS NOT MATERIALIZED (SELECT * FROM rows) SELECT * FROM (${sql})`
  const columns: Column[] = []
  await wasm.stream(`DESCRIBE ${query}`, (batch) => columns.push(...describedColumns(batch)))
  const cells: Cell[][] = columns.map(() => [])
  await wasm.stream(
    `WITH result AS NOT MATERIALIZED (SELECT * FROM rows) SELECT ${deliveredList(columns)} FROM (${sql})`,
    (batch) => {
      for (const [index, part] of arrowCells(columns, batch).entries()) cells[index]?.push(...part)
    },
  )
  return { columns, page: { from: 0, columns: cells } }
}
const askNative: Ask = async (sql) => {
  const { columns, cells } = await nativeAnswer(
    native,
    `WITH result AS NOT MATERIALIZED (SELECT * FROM rows) SELECT * FROM (${sql})`,
  )
  return { columns, page: { from: 0, columns: cells } }
}

let columns: Column[]
beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  native = await instance.connect()
  await native.run(`SET TimeZone = 'UTC'`)
  const engine = await createEngine()
  engine.open({ set: 'none', images: [], statements: [] })
  wasm = engine.connect()
  await native.run(`CREATE TEMP TABLE rows AS ${rows}`)
  await wasm.execute(`CREATE TEMP TABLE rows AS ${rows}`)
  columns = (await askNative('FROM result LIMIT 0')).columns
})

test('a profile is the same on both engines', async () => {
  for (const some of [columns.slice(0, 5), columns.slice(5)]) {
    const bounded = some.map((column) =>
      column.name === 'n' ? { ...column, bounds: { max: 3990 } } : column,
    )
    const said = await profileColumns(askNative, bounded, { rows: 4000 })
    expect(await profileColumns(askWasm, bounded, { rows: 4000 })).toEqual(said)
    expect(said.map(({ distinct }) => distinct > 1)).not.toContain(false)
  }
})

test('so are correlations and dependencies', async () => {
  const [n, big, , , code, yes] = columns
  if (!n || !big || !code || !yes) throw new Error('columns')
  for (const ask of [askNative, askWasm]) {
    expect(await associate(ask, n, big, 1)).toMatchObject({ kind: 'numbers', rows: 4000 })
    expect(await associate(ask, code, yes, 1)).toMatchObject({ kind: 'words', rows: 4000 })
    // Even and odd numbers have all but the same mean.
    expect(await associate(ask, n, yes, 1)).toMatchObject({ kind: 'mixed', eta: expect.closeTo(0, 3) })
    expect(await associate(ask, code, n, 1)).toMatchObject({ kind: 'mixed', a: code.name, rows: 4000 })
    expect(await dependenciesOf(ask, n, [code, yes], 2)).toMatchObject([{ violating: 0 }, { violating: 0 }])
  }
})
