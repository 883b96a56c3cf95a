import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RemoteConfig } from '#shared/format/workspace.ts'
import { ensureImage, readContracts, sourceStatuses, syncSources } from './index.ts'
import { imageRows, type TestLake, testLake } from './testing.ts'

/** A source of a lake that a web server on loopback hands out: the lake's own folder. */

let bench: TestLake
let server: Server
let requests: string[]

const trips = (source: string, remote: string) => `version: 1
source: ${source}
remote: ${remote}
path: 'trips/day={day}.csv'
format: {type: csv}
fields:
  id: {type: INTEGER, required: true}
  km: {type: INTEGER}
`
const index = 'trips/day=2001-05-31.csv\ntrips/day=2001-06-01.csv\nother/1.csv\n'

beforeEach(async () => {
  bench = testLake()
  bench.put({
    'trips/day=2001-05-31.csv': 'id,km\n1,10\n2,20\n',
    'trips/day=2001-06-01.csv': 'id,km\n3,x\n4,40\n',
    'index.txt': index,
  })
  requests = []
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    requests.push(path)
    const file = join(bench.lake, path)
    if (!existsSync(file)) response.writeHead(404).end()
    else response.end(readFileSync(file))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const web: RemoteConfig = { type: 'http', url: `http://127.0.0.1:${port}`, index: 'index.txt' }
  bench.ctx.workspace.remotes.web = web
  bench.contract('near', trips('near', 'lake'))
  bench.contract('far', trips('far', 'web'))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  bench.done()
})

const sync = () => syncSources(bench.ctx, { sources: [], rehash: false }, {})

test('a source over a network has the snapshot, rows and rejects of the same files in a folder', async () => {
  const { sources, failed } = await sync()
  expect(failed).toEqual([])
  const [far, near] = sources.sort((a, b) => (a.source < b.source ? -1 : 1))
  expect(far).toMatchObject({ source: 'far', objects: 2, fetched: 2, rows: 3, rejects: 1, partial: false })
  expect(near).toMatchObject({ source: 'near', rows: 3, rejects: 1, snapshot: far?.snapshot })
  const { contracts } = await readContracts(bench.ctx.workspace)
  const contract = contracts.find(({ source }) => source === 'far')
  if (!contract || !far) throw new Error('the source is not there')
  const image = await ensureImage(bench.ctx, { source: 'far', snapshot: far.snapshot, contract }, {})
  expect(await imageRows(image.path, 'SELECT sum(km)::INTEGER AS km FROM image.data')).toEqual([{ km: 70 }])
})

test('nothing but a sync asks the network, and without it what was synced stays in use', async () => {
  await sync()
  requests = []
  const [far] = await sourceStatuses(bench.ctx)
  expect(far).toMatchObject({ name: 'far', rows: 3 })
  expect(requests).toEqual([])

  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  const { sources, failed } = await sync()
  expect(sources.map(({ source }) => source)).toEqual(['near'])
  expect(failed).toMatchObject([{ code: 'REMOTE_UNREACHABLE', kind: 'remote', details: { source: 'far' } }])
  expect((await sourceStatuses(bench.ctx))[0]).toMatchObject({ name: 'far', rows: 3 })
}, 60_000)
