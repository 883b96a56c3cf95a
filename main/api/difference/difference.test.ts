import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { programs, writeFiles } from '../../git/testing.ts'
import { syncSources } from '../../lake/index.ts'
import { nodeWorkers } from '../../worker/node.ts'
import { type Workspace, workspaceId } from '../../workspace/index.ts'
import { type App, createApp } from '../app.ts'
import { lakeContext } from '../lake-context.ts'
import { schemaDifference } from './schema.ts'
import { openSides } from './sides.ts'

let dir: string
let app: App
let workspace: Workspace
let first: string
let second: string

const contract = (field: string) =>
  `version: 1\nsource: shops\nremote: lake\npath: 'shops/{day}.csv'\nformat: {type: csv}\nkey: [id]\nfields:\n  id: {type: INTEGER, required: true}\n  name: {type: VARCHAR}\n${field}`
const float = '  price: {type: DOUBLE, unit: EUR}\n'

beforeAll(async () => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'difference ')))
  const [root, lake, home] = [join(dir, 'work'), join(dir, 'lake'), join(dir, 'home')]
  for (const folder of [root, lake, home]) mkdirSync(folder)
  writeFiles(root, {
    'lakebench.yml': 'version: 1\nname: small\nremotes:\n  lake: {type: folder, path: ../lake}\n',
    'contracts/shops.yml': contract('  price: {type: INTEGER}\n'),
    'toolbox/dear.sql':
      '/*---\ndescription: Dear shops\n---*/\nCREATE MACRO dear(bound) AS TABLE SELECT id, name, price FROM shops WHERE price > bound;\n',
  })
  app = createApp({
    home,
    resources: fileURLToPath(new URL('../../..', import.meta.url)),
    startWorker: nodeWorkers(programs),
  })
  workspace = {
    id: workspaceId(root),
    root,
    name: 'small',
    remotes: { lake: { type: 'folder', path: '../lake' } },
    restricted: false,
    git: null,
  }
  const sync = async () => {
    const synced = await syncSources(lakeContext(app, workspace), { sources: ['shops'], rehash: false }, {})
    if (synced.failed[0]) throw new Error(synced.failed[0].message)
    return synced.sources[0]?.snapshot ?? ''
  }
  writeFiles(lake, { 'shops/1.csv': 'id,name,price\n1,a,10\n2,b,20\n3,c,30\n' })
  first = await sync()
  writeFiles(root, { 'contracts/shops.yml': contract(float) })
  writeFiles(lake, { 'shops/1.csv': 'id,name,price,note\n1,a,10,x\n2,b,25,x\n4,d,40,\n' })
  second = await sync()
}, 120_000)
afterAll(() => {
  app.close()
  rmSync(dir, { recursive: true, force: true })
})

const ctx = () => ({ app, workspace })
const side = (sql: string, at: Record<string, string> = {}) => ({ sql, at, params: {}, types: {} })

async function rowsOf(before: ReturnType<typeof side>, after: ReturnType<typeof side>, key?: string[]) {
  const sides = await openSides(ctx(), { before, after }, {})
  const pair = { before: sides.before.result.handle, after: sides.after.result.handle }
  const how = { key: key ?? sides.keys[0]?.columns ?? [], tolerance: { kind: 'exact' as const } }
  const found = await app.native.call('compareRows', { ...pair, ...how })
  const page = await app.native.call('page', { handle: found.result.handle, from: 0, count: 100 })
  const lines = (page.columns[0] ?? []).map((_, row) => page.columns.map((column) => column[row]))
  return { sides, found, lines }
}

test('two snapshots of a source by the key of the contract', async () => {
  const { sides, found, lines } = await rowsOf(
    side('FROM shops', { shops: first }),
    side('FROM shops', { shops: second }),
  )
  expect(sides.keys[0]).toEqual({ columns: ['id'], why: 'contract' })
  expect(sides.before.reads).toEqual([{ source: 'shops', snapshot: first }])
  expect(found).toMatchObject({ added: 1, changed: 1, gone: 1, equal: 1 })
  expect(lines).toEqual([
    ['changed', '1', '01', 2, 'b', 'b', 20, 25],
    ['gone', '1', null, 3, 'c', null, 30, null],
    ['added', '1', null, 4, null, 'd', null, 40],
  ])
})

test('a query through a table macro reads each side at its own snapshot', async () => {
  const sql = 'WITH c AS (SELECT * FROM dear(15)) SELECT id, price * 2 AS twice FROM c'
  const { lines, sides } = await rowsOf(side(sql, { shops: first }), side(sql))
  expect(sides.keys[0]).toEqual({ columns: ['id'], why: 'contract' })
  expect(lines.map(([change, , , id, was, is]) => [change, id, was, is])).toEqual([
    ['changed', 2, 40, 50],
    ['gone', 3, 60, null],
    ['added', 4, null, 80],
  ])
})

test('AT in the text holds on both sides, whatever the tab looks at', async () => {
  const sql = `SELECT n.id, n.price - o.price AS more FROM shops AT (VERSION => '${second}') n JOIN shops AT (VERSION => '${first}') o USING (id)`
  const { found } = await rowsOf(side(sql, { shops: first }), side(sql, { shops: second }), ['id'])
  expect(found).toMatchObject({ added: 0, changed: 0, gone: 0, equal: 2 })
})

test('two statements on one snapshot, keyed by what they group by', async () => {
  const sql = (bound: number) =>
    `SELECT left(name, 1) AS letter, sum(price) AS total FROM shops WHERE price > ${bound} GROUP BY letter`
  const { sides, lines } = await rowsOf(side(sql(0)), side(sql(20)))
  expect(sides.keys[0]).toEqual({ columns: ['letter'], why: 'group' })
  expect(lines).toEqual([['gone', '1', null, 'a', 10, null]])
})

test('only queries that yield rows can be compared', async () => {
  const made = openSides(
    ctx(),
    { before: side('CREATE TEMP TABLE t AS SELECT 1'), after: side('SELECT 1') },
    {},
  )
  await expect(made).rejects.toMatchObject({ code: 'DIFFERENCE_NO_ROWS' })
})

test('the contract of each snapshot, and fields that it does not name', async () => {
  const schema = await schemaDifference(ctx(), { from: first.slice(0, 7), to: second })
  expect(schema.before).toMatchObject({ found: false })
  expect(schema.after).toMatchObject({ found: true, revision: 1, commit: null })
  expect(schema.before.digest).not.toBe(schema.after.digest)
  expect(schema.unknown).toEqual([{ name: 'note', before: 0, after: 2 }])
})
