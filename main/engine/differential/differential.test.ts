import { readFileSync } from 'node:fs'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrowCells, deliveredList, describedColumns } from '#shared/arrow.ts'
import { typeFixtures } from '#shared/cells.fixtures.ts'
import { engineError } from '#shared/engine-error.ts'
import { AppError } from '#shared/errors.ts'
import { splitStatements } from '#shared/sql/index.ts'
import type { Cell, Column } from '#shared/value.ts'
import { type Connection, createEngine } from '../wasm/engine.ts'
import { nativeAnswer } from '../wasm/testing/native-values.ts'

/** The same statements on both engines, every cell compared: what native answers on all cores, wasm answers on one. */

const statementsOf = (name: string): string[] =>
  splitStatements(readFileSync(new URL(name, import.meta.url), 'utf8')).map(({ text }) => text)

const kinds = ['tpch.sql', 'tpcds.sql', 'clickbench.sql', 'dialect.sql']
const ofTypes = [...new Set(typeFixtures.map(({ sql }) => sql))].map(
  (value) =>
    // Not [x, NULL]: wasm cannot tell a NULL of type UNION from its first member that is NULL.
    `SELECT x, x::VARCHAR AS text, [x, x] AS listed, {'v': x} AS held, x IS NULL AS nothing, x = x AS itself, typeof(x) AS type, max(x) OVER () AS most FROM (SELECT ${value} AS x)`,
)

const columns = 'tiny big huge dec num small flag txt d ts t iv level blob u list rec m'.split(' ')
const ofColumns = columns.flatMap((c) => [
  `SELECT ${c}, count(*) AS n FROM mixed GROUP BY ${c} ORDER BY ${c} NULLS LAST, n`,
  `SELECT id, lag(${c}) OVER (ORDER BY id) AS before, ${c} IS DISTINCT FROM before AS changed FROM mixed ORDER BY id`,
  `SELECT min(${c}) AS least, max(${c}) AS most, arg_max(id, ${c}) AS at, count(DISTINCT ${c}) AS n, list(${c} ORDER BY id)[:5] AS first FROM mixed`,
])

let native: DuckDBConnection
let instance: DuckDBInstance
let wasm: Connection
/** Statements that wasm says it cannot run: the window hands them to native. */
const handedOver: string[] = []

beforeAll(async () => {
  const tables = statementsOf('tables.sql')
  instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  native = await instance.connect()
  await native.run(`SET TimeZone = 'UTC'`)
  for (const table of tables) await native.run(table)
  const engine = await createEngine()
  engine.open({ set: 'tables', images: [], statements: tables })
  wasm = engine.connect()
}, 60_000)

afterAll(() => {
  native.closeSync()
  instance.closeSync()
})

async function wasmAnswer(sql: string): Promise<{ columns: Column[]; cells: Cell[][] }> {
  await wasm.execute(`CREATE OR REPLACE TEMP TABLE answer AS ${sql}`)
  const columns: Column[] = []
  await wasm.stream('DESCRIBE answer', (batch) => columns.push(...describedColumns(batch)))
  const cells: Cell[][] = columns.map(() => [])
  await wasm.stream(`SELECT ${deliveredList(columns)} FROM answer`, (batch) => {
    for (const [index, part] of arrowCells(columns, batch).entries()) cells[index]?.push(...part)
  })
  return { columns, cells }
}

/** Sums of floats depend on their order, and so do their last digits: cut to 12. */
function steady(cell: Cell): unknown {
  if (typeof cell === 'number') return Number.isInteger(cell) ? cell : Number(cell.toPrecision(12))
  if (Array.isArray(cell)) return cell.map(steady)
  if (typeof cell === 'object' && cell !== null) {
    return Object.fromEntries(Object.entries(cell).map(([name, value]) => [name, steady(value as Cell)]))
  }
  return cell
}

async function same(sql: string): Promise<void> {
  const expected = await nativeAnswer(native, sql)
  const answer = await wasmAnswer(sql).catch((thrown) => {
    // Said, not answered wrongly: the window asks native, or tells the user to.
    const error = thrown instanceof AppError ? thrown : engineError(thrown, sql)
    if (error.code === 'ENGINE_UNSUPPORTED' || error.code === 'TYPE_NOT_DELIVERED') return null
    throw error
  })
  if (answer === null) {
    handedOver.push(sql)
    return
  }
  expect(answer.columns).toEqual(expected.columns)
  expect(answer.cells.map((cells) => cells.map(steady))).toEqual(
    expected.cells.map((cells) => cells.map(steady)),
  )
}

describe.each(kinds)('%s', (name) => {
  test.each(statementsOf(name))('%s', same)
})

describe('a value of every type', () => {
  test.each(ofTypes)('%s', same)
})

describe('a column of every type', () => {
  test.each(ofColumns)('%s', same)
})

test('a macro that needs an extension is refused in a sentence, and nothing waits for it', async () => {
  const engine = await createEngine()
  const open = (statement: string) => engine.open({ set: statement, images: [], statements: [statement] })
  for (const body of ['x::JSON', "json_extract(x, 'a')"]) {
    expect(() => open(`CREATE MACRO m(x) AS ${body}`)).toThrow(/native engine/)
  }
})

test('there are enough of them, and few are native’s alone', () => {
  const all = [...kinds.flatMap(statementsOf), ...ofTypes, ...ofColumns]
  expect(new Set(all).size).toBeGreaterThanOrEqual(300)
  expect(handedOver.filter((sql) => !/json|js->|TIMETZ/i.test(sql))).toEqual([])
  expect(handedOver.length).toBeLessThanOrEqual(12)
})
