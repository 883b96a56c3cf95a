import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { renamedColumn } from './rename-column.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lakebench-rename-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const tables = [
  { name: 'flights', call: false, table: 'flights', columns: ['delay', 'origin'] },
  { name: 'busy', call: true, table: 'busy', columns: ['origin', 'n', 'delay'] },
]
const rename = async (column = 'n', to = 'landings') => {
  const found = await renamedColumn({ root, macro: 'busy', file: 'toolbox/busy.sql', column, to, tables })
  return Array.isArray(found) ? Object.fromEntries(found.map(({ path, text }) => [path, text])) : found
}
const busy = (name: string, kept = '') => `/*---
description: Origins by n, the number of landings
examples: ["SELECT max(${name}) FROM busy(3)"]
tests:
  - name: one n
    given: {flights: [{origin: ORD, delay: 1, n: 7}]}
    call: SELECT origin, * EXCLUDE (origin, delay) FROM busy(0) ORDER BY ${name}
    expect: [{origin: ORD, ${name}: 1}]
  - {name: kept, given: {flights: [{origin: ORD, delay: 1}]}, call: SELECT ${name}${kept} FROM busy(0), expect: [{n: 1}]}
---*/
CREATE MACRO busy(least) AS TABLE
  WITH c AS (SELECT origin, count(*) AS n FROM flights GROUP BY ALL)
  SELECT c.origin, sum(c.n) AS ${name}, 1 AS delay FROM c WHERE c.n > least GROUP BY c.origin
`

it('changes definition, tests and calls, and what results are called stays', async () => {
  put('toolbox/busy.sql', busy('n'))
  put('queries/a.sql', "SELECT b.n, n + 1 AS m FROM busy(1) b -- n\nWHERE n > 1;\nSELECT 1 AS n, 'busy'")
  put('toolbox/other.sql', 'CREATE MACRO other() AS TABLE SELECT n FROM busy(2)')
  put('evaluations/e.yml', 'name: e\nn: 1\n')
  expect(await rename()).toEqual({
    'queries/a.sql':
      "SELECT b.landings AS n, landings + 1 AS m FROM busy(1) b -- n\nWHERE landings > 1;\nSELECT 1 AS n, 'busy'",
    'toolbox/busy.sql': busy('landings', ' AS n'),
    'toolbox/other.sql': 'CREATE MACRO other() AS TABLE SELECT landings AS n FROM busy(2)',
  })
})

it.each([
  ['queries/a.sql', 'SELECT 1;\nFROM busy(1)', /passed on by/, 2],
  ['queries/a.sql', 'SELECT n FROM busy(1), read_csv(1)', /may be another column/, 1],
  ['reports/r.md', '# Busy\n\nsee busy: n', /Change this text first/, 3],
])('is refused by %s: %s', async (path, text, message, line) => {
  put('toolbox/busy.sql', busy('n'))
  put(path, text)
  expect(await rename()).toEqual({ path, line, message: expect.stringMatching(message) })
})

it('is refused where the macro passes it on by a star itself', async () => {
  put('toolbox/busy.sql', 'CREATE MACRO busy(a) AS TABLE SELECT *, 1 AS n FROM flights')
  expect(await rename('delay')).toMatchObject({
    path: 'toolbox/busy.sql',
    message: expect.stringMatching(/RENAME/),
  })
})
