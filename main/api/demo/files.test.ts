import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseBoard } from '#shared/format/board.ts'
import { parseChart } from '#shared/format/chart.ts'
import { Evaluation } from '#shared/format/evaluation.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import { WorkspaceFile } from '#shared/format/workspace.ts'
import { parseYaml } from '#shared/format/yaml.ts'
import { parameters } from '#shared/sql/index.ts'
import type { NativeClient } from '../../engine/index.ts'
import { parseContracts } from '../../lake/index.ts'
import { parseToolbox, readToolbox, type Transform, testTransforms } from '../../toolbox/index.ts'
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
let standard: Transform[]
beforeAll(async () => {
  native = testNative()
  standard = (await readToolbox({ root: '/nowhere' }, resources)).transforms
})
afterAll(() => native.close())

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
      for (const one of under(files, 'charts')) {
        const { query } = parseChart(one.path, one.text)
        expect(query === undefined || files.has(query), one.path).toBe(true)
      }
      for (const one of under(files, 'boards')) {
        for (const chart of parseBoard(one.path, one.text).charts) {
          if ('chart' in chart) expect(files.has(chart.chart), chart.chart).toBe(true)
        }
      }
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

test('there are queries worth reading and macros, each with a description', () => {
  const files = states.at(-1) ?? new Map()
  const { transforms } = parseToolbox(under(files, 'toolbox'))
  expect(transforms.length).toBeGreaterThanOrEqual(4)
  for (const { name, tests } of transforms) expect(tests.length, name).toBeGreaterThan(0)
  const queries = under(files, 'queries')
  expect(queries.length).toBeGreaterThanOrEqual(12)
  for (const { path, text } of queries) {
    const { header, body } = parseQueryFile(path, text)
    expect(header.description, path).toBeTruthy()
    for (const { name } of parameters(body)) expect(header.params, path).toHaveProperty(name)
  }
})
