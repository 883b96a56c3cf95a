import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Contract } from '#shared/contract/index.ts'
import { ExportProvenance } from '#shared/format/export-provenance.ts'
import { programs, writeFiles } from '../../git/testing.ts'
import { syncSources } from '../../lake/index.ts'
import { nodeWorkers } from '../../worker/node.ts'
import { workspaceId } from '../../workspace/index.ts'
import { type App, createApp } from '../app.ts'
import { createHandler, type Handler } from '../handler.ts'
import { lakeContext } from '../lake-context.ts'

let dir: string
let app: App
let handler: Handler
let client: ContractRouterClient<Contract>

beforeAll(async () => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'engine rpc ')))
  const [root, lake, home] = [join(dir, 'work'), join(dir, 'lake'), join(dir, 'home')]
  for (const folder of [root, lake, home]) mkdirSync(folder)
  writeFiles(root, {
    'lakebench.yml': 'version: 1\nname: small\nremotes:\n  lake: {type: folder, path: ../lake}\n',
    'contracts/flights.yml':
      "version: 1\nsource: flights\nremote: lake\npath: 'flights/day={day}.csv'\nformat: {type: csv}\nfields:\n  id: {type: INTEGER}\n",
  })
  writeFiles(lake, {
    'flights/day=1.csv': `id\n${Array.from({ length: 30_000 }, (_, id) => id).join('\n')}\n`,
  })
  app = createApp({
    home,
    resources: fileURLToPath(new URL('../../..', import.meta.url)),
    startWorker: nodeWorkers(programs),
  })
  handler = createHandler(app)
  const workspace = {
    id: workspaceId(root),
    root,
    name: 'small',
    remotes: { lake: { type: 'folder' as const, path: '../lake' } },
    restricted: false,
    git: null,
  }
  const { failed } = await syncSources(lakeContext(app, workspace), { sources: [], rehash: false }, {})
  if (failed[0]) throw new Error(failed[0].message)
  let shown: string | null = null
  client = createORPCClient(
    new RPCLink({
      url: 'http://lakebench/rpc',
      headers: () => (shown === null ? {} : { 'lakebench-workspace': shown }),
      fetch: (request) => handler.fetch(request),
    }),
  )
  shown = (await client.workspace.open({ root })).id
}, 120_000)

afterAll(() => {
  handler?.close()
  rmSync(dir, { recursive: true, force: true })
})

type Events<Result> = AsyncIterable<{ type: 'progress' } | { type: 'done'; result: Result }>
async function done<Result>(events: Events<Result>): Promise<Result> {
  for await (const event of events) if (event.type === 'done') return event.result
  throw new Error('no result')
}

test('a query of the window goes all the way, in a restricted workspace too', async () => {
  const { set, sources } = await client.engine.catalogue({ at: {} })
  expect(sources[0]).toMatchObject({ name: 'flights', image: { rows: 30_000 } })
  const image = await handler.fetch(new Request(`http://lakebench/images/${set.images[0]?.key}`))
  expect((await image.arrayBuffer()).byteLength).toBe(set.images[0]?.bytes)
  const resolved = await client.engine.resolve({ sql: 'SELECT * FROM flights', at: {} })
  expect(resolved).toMatchObject({ wholeTable: 'flights', set: { id: set.id } })
  const whole = await done(
    await client.engine.run({ set: set.id, sql: resolved.sql, wholeTable: resolved.wholeTable }),
  )
  expect(whole.rows).toBe(30_000)
  const derived = await done(
    await client.engine.derive({
      handle: whole.handle,
      where: 'id % 2 = 0',
      orderBy: [{ column: 'id', descending: true }],
    }),
  )
  expect((await client.engine.page({ handle: derived.handle, from: 0, count: 2 })).columns[0]).toEqual([
    29_998, 29_996,
  ])
  const over = await client.engine.over({
    handle: derived.handle,
    sql: 'SELECT count(*)::INTEGER AS n FROM result',
  })
  expect(over.page.columns).toEqual([[15_000]])
  await client.engine.close({ handle: whole.handle })
  await expect(client.engine.page({ handle: whole.handle, from: 0, count: 1 })).rejects.toMatchObject({
    data: { code: 'HANDLE_GONE' },
  })
  expect(await client.engine.about()).toMatchObject({ version: '1.4.3', engines: ['wasm', 'native'] })
})

test('state stays in its session', async () => {
  const { set } = await client.engine.catalogue({ at: {} })
  const create = await client.engine.resolve({ sql: 'CREATE TEMP TABLE mine AS SELECT 1 AS a', at: {} })
  expect(create).toMatchObject({ stateful: true, yieldsRows: false })
  await done(await client.engine.run({ set: set.id, sql: create.sql, session: 'tab' }))
  const read = await done(await client.engine.run({ set: set.id, sql: 'FROM mine', session: 'tab' }))
  expect(read.rows).toBe(1)
  await expect(client.engine.run({ set: set.id, sql: 'FROM mine' }).then(done)).rejects.toMatchObject({
    data: { code: 'SQL_ERROR' },
  })
})

test('leaving the stream cancels the query, and the next one is answered', async () => {
  const { set } = await client.engine.catalogue({ at: {} })
  const sql = 'SELECT count(*) FROM flights a, flights b, flights c WHERE hash(a.id, b.id, c.id) % 7 = 1'
  const controller = new AbortController()
  const running = client.engine.run({ set: set.id, sql }, { signal: controller.signal }).then(done)
  running.catch(() => undefined)
  setTimeout(() => controller.abort(), 300)
  await expect(running).rejects.toBeDefined()
  const began = performance.now()
  await done(await client.engine.run({ set: set.id, sql: 'SELECT 1' }))
  expect(performance.now() - began).toBeLessThan(2000)
})

test('an export is fetched by its id, and a failed one leaves nothing', async () => {
  const { set } = await client.engine.catalogue({ at: {} })
  const reads = set.images.map(({ source, snapshot }) => ({ source, snapshot }))
  const unread = { source: 'weather', snapshot: 'f'.repeat(64) }
  const about = {
    file: 'ids.csv',
    query: 'FROM flights -- as written',
    path: null,
    params: { day: '2001-01-01' },
    reads: [...reads, unread],
  }
  const made = await done(
    await client.engine.export({
      set: set.id,
      sql: 'SELECT id FROM flights ORDER BY id DESC',
      format: 'csv',
      about,
    }),
  )
  expect(made.rows).toBe(30_000)
  const file = await handler.fetch(new Request(`http://lakebench/downloads/${made.download}`))
  const text = await file.text()
  expect(text.length).toBe(made.bytes)
  expect(text.slice(0, 15)).toBe('id\n29999\n29998\n')
  const failing = client.engine.export({
    set: set.id,
    sql: 'SELECT nope FROM flights',
    format: 'json',
    about,
  })
  await expect(failing.then(done)).rejects.toMatchObject({
    data: { code: 'SQL_ERROR', place: { line: 1, column: 8 } },
  })
  expect(readdirSync(join(app.home, 'tmp', 'downloads')).sort()).toEqual(
    [made.download, made.provenance].sort(),
  )
  const beside = await handler.fetch(new Request(`http://lakebench/downloads/${made.provenance}`))
  expect(beside.headers.get('content-disposition')).toContain('ids.csv.provenance.json')
  expect(ExportProvenance.parse(await beside.json())).toMatchObject({
    file: 'ids.csv',
    query: 'FROM flights -- as written',
    params: { day: '2001-01-01' },
    snapshots: reads.map((read) => ({ ...read, takenAt: expect.any(String) })),
    engine: { name: 'native', version: '1.4.3' },
    columns: [{ name: 'id', type: 'INTEGER' }],
    rows: 30_000,
  })
  const unknown = await handler.fetch(new Request('http://lakebench/downloads/..%2F..%2Fhome'))
  expect(unknown.status).toBeGreaterThanOrEqual(400)
})

test('the catalogue does not wait for an image that is to be built; building says how far it is', async () => {
  const whole = await client.engine.catalogue({ at: {} })
  for (const name of readdirSync(join(dir, 'home/images'))) rmSync(join(dir, 'home/images', name))
  const now = await client.engine.catalogue({ at: {} })
  expect(now.sources).toMatchObject([
    { name: 'flights', image: null, building: true, columns: [{ name: 'id', type: 'INTEGER' }] },
  ])
  expect(now.set.images).toEqual([])
  expect(now.macros).toEqual(whole.macros)

  const follow = async () => {
    const details: (string | undefined)[] = []
    for await (const event of await client.engine.build({ at: {} })) {
      if (event.type === 'done') return { details, catalogue: event.result }
      details.push(event.progress.detail)
    }
    throw new Error('no result')
  }
  for (const { details, catalogue } of await Promise.all([follow(), follow()])) {
    expect(details).toContain('flights')
    expect(catalogue).toEqual(whole)
  }
  expect(await client.engine.catalogue({ at: {} })).toEqual(whole)
})
