import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { filesHandlers } from '../store/handlers.ts'
import { layout } from '../store/index.ts'
import { workspaceId } from '../workspace/index.ts'
import { syncSources } from './index.ts'
import { type TestLake, testLake } from './testing.ts'

const days = (count: number): number => count * 24 * 3_600_000
const work = () => ({ signal: new AbortController().signal, onProgress: () => undefined })

/** Two workspaces over one lake and one home. */
let one: TestLake
let two: TestLake['ctx']
let otherRoot: string

const contract = `version: 1
source: things
remote: lake
path: 'things/*.csv'
format: {type: csv}
fields: {id: {type: INTEGER, required: true}}
`

beforeEach(() => {
  one = testLake()
  mkdirSync(layout(one.home).results, { recursive: true })
  one.contract('things', contract)
  otherRoot = join(one.dir, 'other')
  mkdirSync(join(otherRoot, 'contracts'), { recursive: true })
  writeFileSync(join(otherRoot, 'contracts', 'things.yml'), contract)
  const workspace = { ...one.ctx.workspace, id: workspaceId(otherRoot), root: otherRoot }
  two = { ...one.ctx, workspace }
})
afterEach(() => one.done())

const sync = (ctx: TestLake['ctx']) => syncSources(ctx, { sources: [], rehash: false }, {})
const collect = (now: number) => filesHandlers.collect({ home: one.home, dryRun: false, now }, work())
const stored = () => {
  const { snapshots, images, results } = layout(one.home)
  return Object.fromEntries(
    [snapshots, images, results].map((folder) => [folder.slice(one.home.length + 1), readdirSync(folder)]),
  )
}

/** Rows of a run that was made `age` before now. */
function putRows(digest: string, age: number): void {
  const file = join(layout(one.home).results, `${digest}.arrows`)
  writeFileSync(file, 'rows')
  const made = new Date(Date.now() - age)
  utimesSync(file, made, made)
}
const used = (ctx: TestLake['ctx'], results: string[], now = Date.now()) =>
  filesHandlers.keepRoots(
    { home: one.home, workspace: ctx.workspace.id, folder: ctx.workspace.root, now, results },
    work(),
  )

test('what another workspace needs stays, also while its folder is away', async () => {
  one.put({ 'things/a.csv': 'id\n1\n' })
  const mine = await sync(one.ctx)
  one.put({ 'things/a.csv': 'id\n1\n2\n' })
  const theirs = await sync(two)
  expect(theirs.sources[0]?.snapshot).not.toBe(mine.sources[0]?.snapshot)
  const [reused, stale] = ['a'.repeat(64), 'b'.repeat(64)]
  putRows(reused, days(50))
  putRows(stale, days(50))
  await used(two, [reused])
  renameSync(otherRoot, join(one.dir, 'away'))
  const before = stored()
  expect((await collect(Date.now() + days(29))).freed.map(({ name }) => name)).toEqual([`${stale}.arrows`])
  expect(stored()).toEqual({ ...before, results: [`${reused}.arrows`] })
  // Nobody used these rows for 30 days more; snapshots and their images stay.
  expect((await collect(Date.now() + days(31))).freed.map(({ name }) => name)).toEqual([`${reused}.arrows`])
  expect(stored()).toEqual({ ...before, results: [] })
})

test('the last snapshots stay by the roots alone', async () => {
  one.put({ 'things/a.csv': 'id\n1\n' })
  const { sources } = await sync(two)
  renameSync(join(layout(one.home).syncs, two.workspace.id), join(one.dir, 'syncs'))
  const before = stored()
  expect((await collect(Date.now() + days(400))).freed).toEqual([])
  expect(stored()).toEqual(before)
  const text = readFileSync(join(layout(one.home).roots, two.workspace.id), 'utf8')
  expect(JSON.parse(text)).toEqual({
    version: 1,
    folder: otherRoot,
    snapshots: { things: sources[0]?.snapshot },
    results: {},
  })
})

test('uses at once are all kept, old ones are dropped, and nothing else lies in the folder', async () => {
  const digests = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(64, '0'))
  await used(one.ctx, ['f'.repeat(64)], Date.now() - days(31))
  await Promise.all(digests.map((digest) => used(one.ctx, [digest])))
  const { roots } = layout(one.home)
  expect(readdirSync(roots)).toEqual([one.ctx.workspace.id])
  const file = join(roots, one.ctx.workspace.id)
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).results).sort()).toEqual(digests)
  expect(statSync(file).size).toBeLessThan(3000)
})
