import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { call } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DemoResult } from '#shared/contract/workspace.ts'
import { toAppError } from '#shared/errors.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import type { Progress } from '#shared/progress.ts'
import { splitCells, splitStatements } from '#shared/sql/index.ts'
import { quickest, timed } from '#shared/testing.ts'
import { closeEvaluationEngines } from '../../evaluation/index.ts'
import { fsck, stockGit } from '../../git/testing.ts'
import { syncSources } from '../../lake/index.ts'
import { nodeWorkers } from '../../worker/node.ts'
import { openWorkspace } from '../../workspace/index.ts'
import { type App, createApp } from '../app.ts'
import type { RequestContext } from '../base.ts'
import { asNative } from '../engine/context.ts'
import { resolveStatement } from '../engine/resolve.ts'
import { lakeContext } from '../lake-context.ts'
import { toolboxRouter } from '../toolbox.ts'
import { createWorkspaces } from '../workspaces.ts'
import { makeHistory } from './history.ts'
import { makeDemo } from './index.ts'
import { juneArrives, makeLake } from './lake.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const startWorker = nodeWorkers(process.env.LAKEBENCH_PROGRAMS ?? join(repository, 'dist/main'))
const appAt = (home: string): App => createApp({ home, resources: repository, startWorker })

let folder: string
let app: App
let demo: DemoResult
const seen: Progress[] = []

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lakebench-demo-')))
  app = appAt(join(folder, 'home'))
  demo = await makeDemo(app, join(folder, 'a demo'), { onProgress: (progress) => void seen.push(progress) })
}, 300_000)
afterAll(() => {
  closeEvaluationEngines(startWorker)
  app.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Every row of a statement over the workspace's images. */
async function rows(sql: string, params: Record<string, unknown> = {}, at: Record<string, string> = {}) {
  const ctx = { app, workspace: await openWorkspace(app, demo.root) }
  const header = parseQueryFile('q', sql).header.params
  const values = Object.fromEntries(
    Object.entries(header).map(([name, param]) => [name, param.default ?? null]),
  )
  const types = Object.fromEntries(Object.entries(header).map(([name, param]) => [name, param.type]))
  const body = parseQueryFile('q', sql).body
  let last: unknown[][] = []
  for (const cell of splitCells(body)) {
    for (const { text } of splitStatements(cell.text)) {
      const ready = await resolveStatement(ctx, {
        sql: text,
        at,
        params: { ...values, ...params } as never,
        types,
      })
      const { page } = await app.native.call('query', { set: asNative(ctx, ready.set), sql: ready.sql })
      last = (page.columns[0] ?? []).map((_, row) => page.columns.map((column) => column[row]))
    }
  }
  return last
}

describe('the lake', () => {
  test('has an object a day of flights, weekly strikes, and lists', () => {
    const objects = (source: string) =>
      readdirSync(join(demo.lake, source), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(join(demo.lake, source).length + 1))
    const flights = objects('flights')
    expect(flights).toHaveLength(181 + 1)
    for (const path of flights) expect(path).toMatch(/^date=2001-0\d-\d\d\/part-0\.parquet$/)
    expect(objects('birdstrikes').length).toBeGreaterThan(600)
    for (const path of objects('birdstrikes'))
      expect(path).toMatch(/^week=\d{4}-\d\d-\d\d\/part-0\.ndjson\.gz$/)
    expect(objects('weather').sort()).toEqual(
      [2012, 2013, 2014, 2015].map((year) => `year=${year}/part-0.csv`),
    )
    expect(objects('airports')).toEqual(['airports.csv'])
  })
  test('was synced twice: January to May, then June too', () => {
    const of = (source: string) => demo.snapshots.filter((one) => one.source === source)
    expect(of('flights').map((one) => one.rows)).toEqual([2_497_772, 3_000_000])
    expect(of('birdstrikes')).toMatchObject([{ rows: 10_000, rejects: 7 }])
    expect(of('weather')).toMatchObject([{ rows: 2_922, rejects: 0 }])
    expect(of('airports')).toMatchObject([{ rows: 3_376, rejects: 0 }])
  })
  test('keeps each broken line with its object, line and reason', async () => {
    const rejects = await rows('SELECT _object, _row, reason, raw FROM birdstrikes_rejects ORDER BY _object')
    expect(rejects).toHaveLength(7)
    for (const [object, line, reason, raw] of rejects) {
      expect(object).toMatch(/^birdstrikes\/week=/)
      expect(Number(line)).toBeGreaterThan(0)
      expect(reason).toBeTruthy()
      expect(raw).toBeTruthy()
    }
    expect(rejects.map(([, , , raw]) => raw)).toContain(
      '-- connection reset by peer, resuming at record 48213 --',
    )
  })
  test('shows May without June, and AT names the other snapshot', async () => {
    const [may] = demo.snapshots.filter(({ source }) => source === 'flights').map(({ snapshot }) => snapshot)
    const count = 'SELECT count(*), max(date)::DATE::VARCHAR FROM flights'
    expect(await rows(count)).toEqual([['3000000', '2001-07-01']])
    expect(await rows(count, {}, { flights: may ?? '' })).toEqual([['2497772', '2001-05-31']])
    expect(await rows(`SELECT count(*) FROM flights AT (VERSION => '${may?.slice(0, 9)}')`)).toEqual([
      ['2497772'],
    ])
  })
})

describe('the workspace', () => {
  test('is trusted, clean and flawless to stock git', async () => {
    expect(await openWorkspace(app, demo.root)).toMatchObject({ restricted: false, problems: [] })
    fsck(demo.root)
    expect(stockGit(demo.root, 'status', '--porcelain')).toBe('')
    expect(stockGit(demo.root, 'log', '--format=%H', '--reverse').split('\n')).toEqual(
      demo.commits.map(({ commit }) => commit),
    )
    expect(readFileSync(join(demo.root, 'README.md'), 'utf8')).toMatch(/vega-datasets[\s\S]*BSD 3-Clause/)
  })
  test('every query answers on the images', async () => {
    const queries = readdirSync(join(demo.root, 'queries'))
    expect(queries.length).toBeGreaterThanOrEqual(8)
    for (const name of queries.filter((one) => !one.startsWith('predict_'))) {
      const found = await rows(readFileSync(join(demo.root, 'queries', name), 'utf8'))
      if (name !== 'unknown_airports.sql') expect(found.length, name).toBeGreaterThan(0)
    }
  }, 120_000)
})

describe('the evaluation', () => {
  test('improves with each commit, and its gates pass', () => {
    const errors = demo.commits.map(({ commit }) => {
      const run = demo.runs.find((one) => one.commit === commit && one.algorithm === 'route_hour_median')
      expect(run?.metrics).toMatchObject({ rows: 502_228 })
      return run?.metrics.mae ?? Number.NaN
    })
    expect(errors.length).toBeGreaterThanOrEqual(4)
    for (const [index, error] of errors.entries())
      if (index > 0) expect(error).toBeLessThan(errors[index - 1] ?? 0)
    expect(demo.runs).toHaveLength(4 * demo.commits.length)
    expect(demo.gates).toEqual([
      { name: 'beats the mean', passed: true },
      { name: 'same test rows', passed: true },
    ])
  })
  test('its ledger is read by stock git', () => {
    const files = stockGit(demo.root, 'ls-tree', '-r', '--name-only', 'refs/lakebench/runs').split('\n')
    const lines = files.flatMap((file) =>
      stockGit(demo.root, 'show', `refs/lakebench/runs:${file}`).split('\n').filter(Boolean),
    )
    expect(lines).toHaveLength(demo.runs.length)
  })
})

describe('making it', () => {
  test('tells how far it is', () => {
    expect(seen.filter(({ unit }) => unit === 'steps').map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['Write the lake', 'Sync January to May', 'Sync June', 'Done']),
    )
    expect(new Set(seen.map(({ phase }) => phase)).size).toBeGreaterThan(4)
  })
  test('a finished demo is given back as it is', async () => {
    const again = () => makeDemo(app, join(folder, 'a demo'), {})
    expect(await again()).toEqual(demo)
    expect(await quickest(1000, () => timed(again))).toBeLessThan(1000)
  })
  test('a demo of another store is not made anew over the work in it', async () => {
    const other = appAt(join(folder, 'third home'))
    try {
      await expect(makeDemo(other, join(folder, 'a demo'), {})).rejects.toMatchObject({
        code: 'DEMO_CHANGED',
      })
      expect(await makeDemo(app, join(folder, 'a demo'), {})).toEqual(demo)
    } finally {
      other.close()
    }
  })
  test('elsewhere it has the same ids', async () => {
    const other = appAt(join(folder, 'other home'))
    try {
      const dir = join(folder, 'elsewhere')
      await makeLake(other, dir, join(dir, 'lake'), {})
      const commits = await makeHistory(other, join(dir, 'workspace'))
      expect(commits).toEqual(demo.commits)
      const workspace = { ...(await openWorkspace(other, join(dir, 'workspace'))), restricted: false }
      const sync = () => syncSources(lakeContext(other, workspace), { sources: [], rehash: false }, {})
      const first = await sync()
      await juneArrives(dir, join(dir, 'lake'))
      const second = await sync()
      const ids = [...first.sources, ...second.sources].map(({ source, snapshot }) => `${source} ${snapshot}`)
      expect([...new Set(ids)].sort()).toEqual(
        demo.snapshots.map(({ source, snapshot }) => `${source} ${snapshot}`).sort(),
      )
    } finally {
      other.close()
    }
  }, 120_000)
  test('can be stopped, and what was begun is ours to make anew; not while another makes it', async () => {
    const dir = join(folder, 'stopped')
    const stopped = () => {
      const stop = new AbortController()
      return makeDemo(app, dir, { signal: stop.signal, onProgress: () => stop.abort() }).then(
        () => 'made',
        (thrown) => toAppError(thrown).code,
      )
    }
    expect(await stopped()).toBe('CANCELLED')
    expect(readdirSync(dir)).toContain('.lakebench-demo')
    expect(readdirSync(dir)).not.toContain('demo.json')
    expect((await Promise.all([stopped(), stopped()])).sort()).toEqual(['CANCELLED', 'DEMO_BUSY'])
    writeFileSync(join(dir, '.lakebench-demo'), `${process.ppid}\n`)
    await expect(makeDemo(app, dir, {})).rejects.toMatchObject({ code: 'DEMO_BUSY' })
  })
  test('a folder with other things is left alone', async () => {
    const taken = join(folder, 'taken')
    mkdirSync(taken)
    writeFileSync(join(taken, 'thesis.txt'), 'mine')
    await expect(makeDemo(app, taken, {})).rejects.toMatchObject({ code: 'DEMO_FOLDER' })
    expect(readdirSync(taken)).toEqual(['thesis.txt'])
  })
})

describe('the toolbox on real data', () => {
  const context = async (): Promise<RequestContext> => {
    const workspaces = createWorkspaces(app)
    const { id } = await workspaces.open(demo.root)
    return { app, workspaces, workspace: () => workspaces.byId(id) }
  }
  test('can be used whole', async () => {
    const listed = await call(toolboxRouter.list, undefined, { context: await context() })
    expect(listed.filter(({ problem }) => problem)).toEqual([])
    expect(listed.filter(({ standard }) => !standard).length).toBeGreaterThanOrEqual(4)
  })
  test('the extraction of the README: proved, written with a test of real rows that passes', async () => {
    const ctx = await context()
    const text = readFileSync(join(demo.root, 'queries/delay_by_hour.sql'), 'utf8')
    const part = 'quantile_cont(delay, 0.9)'
    const selection = { text, from: text.indexOf(part), to: text.indexOf(part) + part.length, at: {} }
    const plan = await call(toolboxRouter.extractPlan, selection, { context: ctx })
    const params = plan.candidates.map(({ from, to, suggested }) => ({ from, to, name: suggested }))
    const choice = { ...selection, name: 'slow_tenth', description: 'Delay of the slow tenth', params }
    const made = await call(toolboxRouter.extract, choice, { context: ctx })
    expect(made.proof).toMatchObject({ by: 'plans', equal: true, snapshots: [{ source: 'flights' }] })
    expect(made.text).toContain('delay: {type: INTEGER, unit: min')
    const listed = await call(toolboxRouter.list, undefined, { context: ctx })
    expect(listed.find(({ name }) => name === 'slow_tenth')).toMatchObject({
      tests: 1,
      signature: 'slow_tenth(delay, share := 0.9)',
    })
    for await (const event of await call(toolboxRouter.test, { names: ['slow_tenth'] }, { context: ctx }))
      if (event.type === 'done') expect(event.result).toMatchObject([{ passed: true }])
    expect(await rows(made.after)).toEqual(await rows(text))
    rmSync(join(demo.root, made.file))
  }, 120_000)
  test('a CTE body over three million rows is proved by rows', async () => {
    const ctx = await context()
    const text = readFileSync(join(demo.root, 'queries/predict_route_hour_median.sql'), 'utf8')
    const part = 'SELECT * FROM flights WHERE date < $cut'
    const selection = { text, from: text.indexOf(part), to: text.indexOf(part) + part.length, at: {} }
    const choice = { ...selection, name: 'flights_before', description: 'd', params: [] }
    const { proof, call: replacement } = await call(toolboxRouter.extractPreview, choice, { context: ctx })
    expect(replacement).toBe('SELECT * FROM flights_before($cut)')
    expect(proof).toMatchObject({ by: 'rows', equal: true, rows: 502_228, differing: 0 })
  }, 120_000)
})
