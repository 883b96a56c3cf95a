import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Evaluation } from '#shared/format/evaluation.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import { WorkspaceFile } from '#shared/format/workspace.ts'
import { parseYaml } from '#shared/format/yaml.ts'
import { parameters, splitCells, splitStatements, sqlLiteral } from '#shared/sql/index.ts'
import type { NativeClient } from '../../engine/index.ts'
import { parseContracts } from '../../lake/index.ts'
import {
  macroStatements,
  parseToolbox,
  readToolbox,
  type Transform,
  testTransforms,
} from '../../toolbox/index.ts'
import { testNative } from '../../toolbox/testing.ts'

const resources = fileURLToPath(new URL('../../..', import.meta.url))
const history: { folder: string }[] = JSON.parse(readFileSync(join(resources, 'demo/history.json'), 'utf8'))

/** The workspace's files as they stand after each commit. */
const states: Map<string, string>[] = []
for (const { folder } of history) {
  const root = join(resources, 'demo/workspace', folder)
  const files = new Map(states.at(-1) ?? [])
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) files.set(path.slice(root.length + 1), readFileSync(path, 'utf8'))
  }
  states.push(files)
}
const under = (files: Map<string, string>, folder: string) =>
  [...files].filter(([path]) => path.startsWith(`${folder}/`)).map(([path, text]) => ({ path, text }))

let native: NativeClient
let connection: DuckDBConnection
let standard: Transform[]
beforeAll(async () => {
  native = testNative()
  standard = (await readToolbox({ root: '/nowhere' }, resources)).transforms
  connection = await (await DuckDBInstance.create()).connect()
  const data = (name: string) =>
    join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '../data', name)
  for (const statement of [
    `CREATE TABLE flights AS SELECT date, delay::INTEGER AS delay, distance::INTEGER AS distance, origin, destination FROM read_parquet('${data('flights-3m.parquet')}')`,
    `CREATE TABLE airports AS FROM read_csv('${data('airports.csv')}')`,
    `CREATE TABLE weather AS FROM read_csv('${data('weather.csv')}')`,
    `CREATE TABLE birdstrikes AS SELECT "Wildlife Species" AS species, "Wildlife Size" AS size, "Cost Total $"::INTEGER AS cost_total FROM read_csv('${data('birdstrikes.csv')}')`,
    'CREATE TABLE birdstrikes_rejects (_object VARCHAR, _row BIGINT, reason VARCHAR, field VARCHAR, raw VARCHAR)',
  ])
    await connection.run(statement)
})
afterAll(() => {
  native.close()
  connection.closeSync()
})

/** Runs every statement of a query file with its defaults; gives the rows of the last. */
async function runQuery(path: string, text: string): Promise<Record<string, unknown>[]> {
  const { header, body } = parseQueryFile(path, text)
  let rows: Record<string, unknown>[] = []
  for (const cell of splitCells(body)) {
    for (const statement of splitStatements(cell.text)) {
      let sql = statement.text
      for (const { name, from, to } of parameters(sql).reverse()) {
        const param = header.params[name]
        if (!param) throw new Error(`${path}: $${name} is not declared`)
        sql = sql.slice(0, from) + sqlLiteral(param.default ?? null, param.type) + sql.slice(to)
      }
      rows = (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[]
    }
  }
  return rows
}

describe.each(states.map((files, index) => [history[index]?.folder ?? '', files] as const))(
  '%s',
  (_, files) => {
    test('every file can be read', () => {
      const text = (path: string) => files.get(path) ?? ''
      expect(parseYaml('lakebench.yml', text('lakebench.yml'), WorkspaceFile).remotes).toHaveProperty('lake')
      const { contracts, problems } = parseContracts(under(files, 'contracts'))
      expect(problems).toEqual([])
      expect(contracts.map(({ source }) => source).sort()).toEqual([
        'airports',
        'birdstrikes',
        'flights',
        'weather',
      ])
      const evaluation = parseYaml('evaluations/delay.yml', text('evaluations/delay.yml'), Evaluation)
      for (const { query } of Object.values(evaluation.algorithms)) expect(files.has(query), query).toBe(true)
      expect(parseToolbox(under(files, 'toolbox')).problems).toEqual([])
    })

    test('the tests of its transforms pass', async () => {
      const { transforms } = parseToolbox(under(files, 'toolbox'))
      const results = await testTransforms(
        native,
        [...transforms, ...standard],
        transforms.map(({ name }) => name),
      )
      expect(results.length).toBeGreaterThan(0)
      expect(results.filter(({ passed }) => !passed)).toEqual([])
    })
  },
)

test('every query runs and has a description', async () => {
  const files = states.at(-1) ?? new Map()
  const { transforms } = parseToolbox(under(files, 'toolbox'))
  expect(transforms.length).toBeGreaterThanOrEqual(4)
  for (const statement of await macroStatements(native, [...transforms, ...standard]))
    await connection.run(statement)
  const queries = under(files, 'queries')
  expect(queries.length).toBeGreaterThanOrEqual(12)
  for (const { path, text } of queries) {
    expect(parseQueryFile(path, text).header.description, path).toBeTruthy()
    const rows = await runQuery(path, text)
    if (/unknown_airports|strikes_rejected/.test(path)) continue
    expect(rows.length, path).toBeGreaterThan(0)
  }
}, 60_000)

test('the predictor gets better with every commit', async () => {
  const errors: number[] = []
  for (const files of states) {
    const path = 'queries/predict_route_hour_median.sql'
    const { body } = parseQueryFile(path, files.get(path) ?? '')
    const sql = body.replace('ORDER BY ALL;', '').replaceAll('$cut', "DATE '2001-06-01'")
    const metric = await connection.runAndReadAll(
      `SELECT avg(abs(delay - predicted)), count(*) FROM (${sql})`,
    )
    const [mae, rows] = metric.getRows()[0] ?? []
    expect(rows).toBe(502228n)
    errors.push(Number(mae))
  }
  expect(errors.length).toBeGreaterThanOrEqual(5)
  expect(errors).toEqual([...errors].sort((a, b) => b - a))
  expect(new Set(errors).size).toBe(errors.length)
}, 60_000)
