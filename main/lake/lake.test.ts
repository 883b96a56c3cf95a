import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { layout, objectFile } from '../store/index.ts'
import {
  checkStore,
  collectGarbage,
  contractCheck,
  diffSnapshots,
  ensureImage,
  listSnapshots,
  readContracts,
  resolveSnapshot,
  snapshotObjects,
  sourceStatuses,
  syncSources,
} from './index.ts'
import { type TestLake, testLake } from './testing.ts'

let bench: TestLake
beforeEach(() => {
  bench = testLake()
  bench.contract('trips', trips())
  bench.put({ 'trips/day=2001-05-31.csv': 'id,km\n1,10\n2,20\n' })
})
afterEach(() => bench.done())

const trips = (more = '') => `version: 1
source: trips
remote: lake
path: 'trips/day={day}.csv'
format: {type: csv}
fields:
  id: {type: INTEGER, required: true}
  km: {type: INTEGER}
${more}`

const sync = (...sources: string[]) => syncSources(bench.ctx, { sources, rehash: false }, {})
/** A clock that the test moves. */
function clock(start: string) {
  let time = new Date(start)
  bench.ctx.now = () => time
  return (next: string) => {
    time = new Date(next)
  }
}

describe('sync', () => {
  test('gives rows and rejects, says when nothing is new, and remembers', async () => {
    bench.put({ 'trips/day=2001-06-01.csv': 'id,km\n3,x\n' })
    const first = await sync()
    expect(first.failed).toEqual([])
    expect(first.sources).toMatchObject([
      {
        source: 'trips',
        changed: true,
        objects: 2,
        fetched: 2,
        rows: 2,
        rejects: 1,
        left: [],
        partial: false,
      },
    ])
    const again = await sync('trips')
    expect(again.sources).toMatchObject([
      { changed: false, fetched: 0, snapshot: first.sources[0]?.snapshot },
    ])
    expect(await listSnapshots(bench.ctx)).toMatchObject([
      { source: 'trips', latest: true, rows: 2, rejects: 1, remote: 'lake', filter: null, objects: 2 },
    ])
  })

  test('an unknown source is refused with the nearest name, before anything is read', async () => {
    await expect(sync('trip')).rejects.toMatchObject({
      code: 'SOURCE_UNKNOWN',
      kind: 'input',
      message: expect.stringContaining('`trips`'),
    })
    expect(readdirSync(bench.dir)).not.toContain('home')
  })

  test('one source that fails does not stop the others', async () => {
    bench.contract('broken', 'version: 1\nsource: [\n')
    bench.contract(
      'lost',
      trips().replace('source: trips', 'source: lost').replace('remote: lake', 'remote: laek'),
    )
    const { sources, failed } = await sync()
    expect(sources.map(({ source }) => source)).toEqual(['trips'])
    expect(failed).toMatchObject([
      { code: 'YAML_SYNTAX', place: { file: 'contracts/broken.yml', line: expect.any(Number) } },
      {
        code: 'REMOTE_UNKNOWN',
        message: expect.stringContaining('`lake`'),
        place: { file: 'contracts/lost.yml', field: 'remote' },
      },
    ])
    await expect(sync('broken')).rejects.toMatchObject({ code: 'YAML_SYNTAX' })
  })

  test.each([
    ['key: [idd]', 'key[0]', 'YAML_VALUE'],
    ['quality: [{name: r, sql: kmm > 0, reject: true}]', 'quality[0].sql', 'CONTRACT_RULE'],
    ['quality: [{name: r, sql: km > 0}, {name: s, sql: kmm > 0}]', 'quality[1].sql', 'CONTRACT_RULE'],
    ['uniut: 1', 'uniut', 'YAML_UNKNOWN_KEY'],
  ])('a contract that names an unknown field: %s', async (more, field, code) => {
    bench.contract('trips', trips(more))
    const { failed } = await sync()
    expect(failed).toMatchObject([{ code, kind: 'input', place: { file: 'contracts/trips.yml', field } }])
  })

  test('a lake that is not there', async () => {
    renameSync(bench.lake, `${bench.lake}-away`)
    const { failed } = await sync()
    expect(failed).toMatchObject([{ code: 'LAKE_MISSING', kind: 'remote', place: { file: bench.lake } }])
    expect((await sourceStatuses(bench.ctx))[0]).toMatchObject({ health: 'never synced' })
  })

  test('a path that matches nothing makes no snapshot; the last one stays', async () => {
    const { snapshot } = (await sync()).sources[0]!
    bench.contract('trips', trips().replace('trips/day', 'tirps/day'))
    expect((await sync()).failed).toMatchObject([
      { code: 'SOURCE_EMPTY', kind: 'input', place: { file: 'contracts/trips.yml', field: 'path' } },
    ])
    expect((await resolveSnapshot(bench.ctx, 'trips', 'latest')).id).toBe(snapshot)
  })

  test('a path that matches nothing is the source’s health, synced or not', async () => {
    const state = async () => {
      const [{ health, reason, rows } = { health: null }] = await sourceStatuses(bench.ctx)
      return { health, reason, rows }
    }
    const nothing =
      'No object of remote `lake` matches `tirps/day={day}.csv`. Correct the path, or sync again when the data is there.'
    bench.contract('trips', trips().replace('trips/day', 'tirps/day'))
    expect(await state()).toEqual({ health: 'broken', reason: nothing, rows: null })
    bench.contract('trips', trips())
    expect(await state()).toMatchObject({ health: 'never synced' })
    await sync()
    expect(await state()).toEqual({ health: 'ok', reason: 'Nothing needs you', rows: 2 })
    bench.put({ 'trips/day=2001-06-01.csv': 'id,km\n3,30\n' })
    rmSync(join(bench.lake, 'trips/day=2001-05-31.csv'))
    expect(await state()).toMatchObject({ health: 'ok' })
    rmSync(join(bench.lake, 'trips'), { recursive: true })
    expect(await state()).toMatchObject({
      health: 'broken',
      reason: expect.stringContaining('matches `trips/day={day}.csv`'),
    })
    expect((await state()).reason).toContain('The last snapshot stays in use.')
  })

  test('a disk that is full when the image is built', async ({ annotate }) => {
    mkdirSync(bench.home)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'lakebench', bench.home], { stdio: 'pipe' })
    } catch (thrown) {
      await annotate(`skipped: a small file system cannot be mounted here (${(thrown as Error).message})`)
      return
    }
    try {
      const lines = Array.from({ length: 40_000 }, (_, n) => `${n},${(n * 7919) % 1_000_003}`)
      bench.contract(
        'trips',
        trips().replace('.csv', '.csv.gz').replace('fields:', 'compression: gzip\nfields:'),
      )
      bench.put({ 'trips/day=1.csv.gz': gzipSync(`id,km\n${lines.join('\n')}\n`) })
      expect((await sync()).failed).toMatchObject([
        { code: 'DISK_FULL', kind: 'failed', place: { file: bench.home } },
      ])
      expect(readdirSync(layout(bench.home).tmp)).toEqual([])
      expect(readdirSync(layout(bench.home).images)).toEqual([])
      execFileSync('mount', ['-o', 'remount,size=50m', bench.home])
      expect((await sync()).sources).toMatchObject([{ fetched: 0, rows: 40_000 }])
    } finally {
      execFileSync('umount', ['-l', bench.home])
    }
  })

  test('a home that cannot be used fails by name, in the sync and in building', async () => {
    writeFileSync(bench.home, 'a file')
    expect((await sync()).failed).toMatchObject([{ code: 'HOME_NO_FOLDER', place: { file: bench.home } }])
    rmSync(bench.home)
    const snapshot = (await sync()).sources[0]?.snapshot ?? ''
    const [contract] = (await readContracts(bench.ctx.workspace)).contracts
    rmSync(layout(bench.home).images, { recursive: true })
    writeFileSync(layout(bench.home).images, 'a file')
    await expect(
      ensureImage(bench.ctx, { source: 'trips', snapshot, contract: contract! }, {}),
    ).rejects.toMatchObject({ code: 'HOME_NO_FOLDER' })
  })
})

test('a snapshot is named by latest, id or time, among this workspace only', async () => {
  const at = clock('2026-01-01T10:00:00Z')
  const first = (await sync()).sources[0]?.snapshot ?? ''
  at('2026-02-01T10:00:00Z')
  bench.put({ 'trips/day=2001-06-01.csv': 'id,km\n3,30\n' })
  const second = (await sync()).sources[0]?.snapshot ?? ''
  at('2026-03-01T10:00:00Z')
  rmSync(join(bench.lake, 'trips/day=2001-06-01.csv'))
  await sync()
  const idOf = async (spec: string) => (await resolveSnapshot(bench.ctx, 'trips', spec)).id
  expect(await idOf('latest')).toBe(first)
  expect(await idOf(second.slice(0, 7))).toBe(second)
  expect(await idOf(second)).toBe(second)
  expect(await idOf('2026-02-01')).toBe(first)
  expect(await idOf('2026-02-01T10:00:00Z')).toBe(second)
  expect(await idOf('2026-02-01 11:30+01:00')).toBe(second)
  expect(await idOf('2026-02-01 10:59:59.5+01')).toBe(first)
  expect(await idOf('2026-03-02')).toBe(first)
  for (const [spec, code] of [
    ['2025-12-31', 'SNAPSHOT_BEFORE_FIRST'],
    ['2026-02-30', 'SNAPSHOT_SPEC'],
    ['yesterday', 'SNAPSHOT_SPEC'],
    [second.slice(0, 6), 'SNAPSHOT_SPEC'],
    ['0000000', 'SNAPSHOT_UNKNOWN'],
  ] as const)
    await expect(resolveSnapshot(bench.ctx, 'trips', spec), spec).rejects.toMatchObject({ code })
  await expect(resolveSnapshot(bench.ctx, 'other', 'latest')).rejects.toMatchObject({ code: 'SNAPSHOT_NONE' })
  // Another workspace on the same store knows none of them.
  const stranger = { ...bench.ctx, workspace: { ...bench.ctx.workspace, id: '0123456789abcdef' } }
  await expect(resolveSnapshot(stranger, 'trips', second)).rejects.toMatchObject({ code: 'SNAPSHOT_NONE' })
  await expect(snapshotObjects(stranger, { snapshot: second, from: 0, count: 1 })).rejects.toMatchObject({
    code: 'SNAPSHOT_UNKNOWN',
  })
  expect(await listSnapshots(bench.ctx, 'trips')).toMatchObject([
    { id: first, latest: true, syncedAt: '2026-03-01T10:00:00.000Z' },
    { id: second, latest: false },
  ])
  expect(await diffSnapshots(bench.ctx, { from: first.slice(0, 9), to: second })).toMatchObject({
    source: 'trips',
    added: 1,
    changed: 0,
    gone: 0,
    rows: { from: 2, to: 3 },
    rejects: { from: 0, to: 0 },
    objects: [{ path: 'trips/day=2001-06-01.csv', change: 'added' }],
  })
})

test('a record that a crash cut off is skipped, and the next is whole', async () => {
  const { snapshot } = (await sync()).sources[0]!
  const file = join(layout(bench.home).syncs, bench.ctx.workspace.id, 'trips.ndjson')
  writeFileSync(file, '{"v":1,"source":"trips","snaps', { flag: 'a' })
  expect((await resolveSnapshot(bench.ctx, 'trips', 'latest')).id).toBe(snapshot)
  await sync()
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(3)
  expect((await resolveSnapshot(bench.ctx, 'trips', 'latest')).id).toBe(snapshot)
})

test('an image is built once for two who need it at once, and again under another contract', async () => {
  const { snapshot } = (await sync()).sources[0]!
  const images = () => readdirSync(layout(bench.home).images).filter((name) => name.endsWith('.duckdb'))
  rmSync(layout(bench.home).images, { recursive: true })
  const [contract] = (await readContracts(bench.ctx.workspace)).contracts
  const ensure = () => ensureImage(bench.ctx, { source: 'trips', snapshot, contract: contract! }, {})
  const [one, two] = await Promise.all([ensure(), ensure()])
  expect(one).toEqual(two)
  expect(images()).toHaveLength(1)
  bench.contract('trips', trips('description: reworded'))
  await sync()
  expect(images()).toHaveLength(1)
  bench.contract('trips', trips('quality: [{name: far, sql: km > 15, reject: true}]'))
  expect((await sync()).sources).toMatchObject([{ changed: false, rows: 1, rejects: 1 }])
  expect(images()).toHaveLength(2)
  expect(readdirSync(layout(bench.home).tmp)).toEqual([])
})

test('the state of a source', async () => {
  const at = clock(new Date().toISOString())
  const state = async () => (await sourceStatuses(bench.ctx))[0]
  expect(await state()).toMatchObject({ health: 'never synced', snapshot: null, rows: null, format: 'csv' })
  await sync()
  expect(await state()).toMatchObject({ health: 'ok', rows: 2, rejects: 0, objects: 1 })
  bench.contract('trips', trips('freshness: 2h\nvolume: {rows_per_day: [3, 9]}'))
  expect(await state()).toMatchObject({
    health: 'volume',
    reason: '2 rows on 2001-05-31, below 3',
    freshness: 2,
  })
  at(new Date(Date.now() + 2 * 3_600_000).toISOString())
  expect(await state()).toMatchObject({ health: 'late' })
  at(new Date(Date.now() + 5 * 3_600_000).toISOString())
  expect(await state()).toMatchObject({ health: 'stale', reason: 'Newest object 6 h old, bound 2 h' })
  bench.contract('trips', trips())
  bench.put({ 'trips/day=2001-06-01.csv': 'id,km\n3,?\n' })
  await sync()
  expect(await state()).toMatchObject({ health: 'rejects', reason: '1 of 3 rows rejected' })
  bench.put({ 'trips/day=2001-06-02.csv': 'nr,km\n3,1\n4,1\n5,1\n' })
  await sync()
  expect(await state()).toMatchObject({
    health: 'schema',
    reason: '4 rows do not fit: id, required, but missing',
  })
  renameSync(bench.lake, `${bench.lake}-away`)
  expect(await state()).toMatchObject({ health: 'offline', rows: 2 })
  bench.contract('zzz', 'version: 2')
  expect((await sourceStatuses(bench.ctx))[1]).toMatchObject({ name: 'zzz', health: 'broken' })
})

test('check names source, path and snapshot of a broken object; an image is not built from it', async () => {
  const { snapshot } = (await sync()).sources[0]!
  const { objects } = await snapshotObjects(bench.ctx, { snapshot, from: 0, count: 1 })
  const { sha256, path } = objects[0]!
  expect(await checkStore(bench.ctx, { readData: true }, {})).toMatchObject({ objects: 1, broken: [] })
  rmSync(objectFile(bench.home, sha256))
  writeFileSync(objectFile(bench.home, sha256), 'id,km\n1,10\n2,21\n')
  bench.contract('trips', trips('quality: [{name: far, sql: km > 15, reject: true}]'))
  expect((await sync()).failed).toMatchObject([
    { code: 'OBJECT_BROKEN', kind: 'integrity', place: { object: path }, details: { snapshot } },
  ])
  const { broken } = await checkStore(bench.ctx, { readData: true }, {})
  expect(broken).toEqual([
    { sha256, problem: 'wrong digest', setAside: true, paths: [{ source: 'trips', path, snapshot }] },
  ])
  expect((await sync()).sources).toMatchObject([{ snapshot, fetched: 1, rows: 1 }])
  expect((await checkStore(bench.ctx, { readData: true }, {})).broken).toEqual([])
  expect(await collectGarbage(bench.ctx, { dryRun: true }, {})).toMatchObject({ dryRun: true, freed: [] })
})

test('a contract is checked on the latest snapshot before it is saved', async () => {
  const check = (text: string) => contractCheck(bench.ctx, { source: 'trips', text }, {})
  expect(await check(trips())).toEqual({ problems: [], rows: null, rejects: null, rejectsNow: null })
  await sync()
  expect(await check(trips())).toEqual({ problems: [], rows: 2, rejects: 0, rejectsNow: 0 })
  const rule = trips('quality: [{name: far, sql: km > 15, reject: true}]')
  expect(await check(rule)).toEqual({ problems: [], rows: 1, rejects: 1, rejectsNow: 0 })
  expect(await check(trips().replace('INTEGER}', 'INTEGR}'))).toMatchObject({
    problems: [{ place: { file: 'contracts/trips.yml', field: 'fields.km.type' } }],
    rows: null,
  })
  expect(await check(trips().replace('source: trips', 'source: other'))).toMatchObject({
    problems: [{ code: 'CONTRACT_SOURCE' }],
  })
  // A rule that is only monitored rejects nothing, and builds nothing anew: it is tried all the same.
  expect(await check(trips('quality: [{name: far, sql: kmm > 15}]'))).toEqual({
    problems: [
      {
        code: 'CONTRACT_RULE',
        kind: 'input',
        message:
          'The rule `far` does not fit the fields: There is no column `kmm` here. Did you mean `km`? Write one expression over the fields of a row, such as `distance > 0`.',
        place: { file: 'contracts/trips.yml', field: 'quality[0].sql' },
        details: {},
      },
    ],
    rows: null,
    rejects: null,
    rejectsNow: 0,
  })
  expect(readdirSync(layout(bench.home).tmp)).toEqual([])
})

test('cancelled, it says so and leaves nothing half-written', async () => {
  const controller = new AbortController()
  mkdirSync(bench.home)
  const running = syncSources(
    bench.ctx,
    { sources: [], rehash: false },
    { signal: controller.signal, onProgress: ({ phase }) => phase === 'Build image' && controller.abort() },
  )
  await expect(running).rejects.toMatchObject({ kind: 'cancelled' })
  expect(readdirSync(layout(bench.home).tmp)).toEqual([])
  expect((await sync()).sources).toMatchObject([{ fetched: 0, rows: 2 }])
})
