import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunEvent } from '#shared/contract/evaluation.ts'
import { fsck, stockGit, writeFiles } from '../git/testing.ts'
import {
  compareRuns,
  listEvaluations,
  listRuns,
  planEvaluation,
  type RunSelection,
  runEvaluation,
  verifyRun,
} from './index.ts'
import { day, files, selection, type TestBench, testBench } from './testing.ts'

let bench: TestBench
beforeAll(async () => {
  bench = await testBench()
}, 120_000)
afterAll(() => bench?.done())

const run: TestBench['run'] = (...given) => bench.run(...given)
const plan = (more: Partial<RunSelection> = {}) => planEvaluation(bench.ctx, selection(more))

describe('running', () => {
  test('a first run, its gates, its ledger', async () => {
    const events: RunEvent[] = []
    const planned = await plan()
    expect(planned.cells.map(({ algorithm, reused }) => [algorithm, reused])).toEqual([
      ['mean', false],
      ['origin', false],
    ])
    const result = await run({}, events)
    const head = stockGit(bench.root, 'rev-parse', 'HEAD')
    expect(result.problems).toEqual([])
    expect(result.runs).toHaveLength(2)
    for (const one of result.runs) {
      expect(one).toMatchObject({
        ref: 'HEAD',
        commit: head,
        dirty: false,
        cached: false,
        error: null,
        params: { cut: 50 },
        rows: 50,
        engine: { name: 'wasm', version: 'v1.4.3', threads: 1 },
      })
      expect(Object.keys(one.snapshots)).toEqual(['flights'])
    }
    expect(result.runs.map(({ key }) => key)).toEqual(planned.cells.map(({ key }) => key))
    const delays = Array.from({ length: 100 }, (_, id) => (id * 37) % 60)
    const mean = delays.slice(0, 50).reduce((sum, delay) => sum + delay, 0) / 50
    const mae = delays.slice(50).reduce((sum, delay) => sum + Math.abs(delay - mean), 0) / 50
    expect(result.runs[0]!.metrics.mae).toBeCloseTo(mae, 10)
    expect(result.gates.map(({ name, passed, algorithm }) => [name, passed, algorithm])).toEqual([
      ['same rows', true, 'origin'],
      ['small', true, 'origin'],
    ])
    expect(events[0]).toMatchObject({ type: 'planned' })
    expect(events.at(-1)).toMatchObject({ type: 'done' })
    const states = events.flatMap((event) =>
      event.type === 'cell' && event.algorithm === 'mean' ? [event.state] : [],
    )
    expect(states).toEqual(['queued', 'running', 'done'])
    expect(await listRuns(bench.ctx, { evaluation: 'delay', limit: 10 })).toHaveLength(2)
    expect(stockGit(bench.root, 'log', '--format=%s', 'refs/lakebench/runs')).toContain('Record')
    expect(stockGit(bench.root, 'status', '--porcelain')).toBe('')
    fsck(bench.root)
  })

  test('the same code and data on a later commit is the same run, with a line of its own', async () => {
    const before = await run()
    expect(before.runs.every((one) => one.cached && one.durationMs === 0)).toBe(true)
    writeFiles(bench.root, { 'README.md': 'Delays\n' })
    const later = await bench.commit('Say what it is')
    const again = await run()
    expect(again.runs.map(({ key, commit, cached }) => ({ key, commit, cached }))).toEqual(
      before.runs.map(({ key }) => ({ key, commit: later, cached: true })),
    )
    const lines = await listRuns(bench.ctx, { evaluation: 'delay', limit: 100 })
    expect(new Set(lines.map(({ commit }) => commit)).size).toBe(2)
    expect((await plan()).cells.every(({ reused }) => reused)).toBe(true)
  })

  test('--force runs again to the very bits', async () => {
    const before = await run()
    const forced = await run({ force: true })
    expect(
      forced.runs.map(({ resultDigest, metrics, cached }) => ({ resultDigest, metrics, cached })),
    ).toEqual(before.runs.map(({ resultDigest, metrics }) => ({ resultDigest, metrics, cached: false })))
  })

  test('uncommitted work is captured, run, and found again once it is committed', async () => {
    bench.write({
      'queries/mean.sql': files['queries/mean.sql']!.replace('ORDER BY id', 'ORDER BY id DESC'),
    })
    const head = stockGit(bench.root, 'rev-parse', 'HEAD')
    const dirty = await run({ refs: ['working', 'HEAD'] })
    expect(dirty.runs.map(({ algorithm, ref, dirty, cached }) => [algorithm, ref, dirty, cached])).toEqual([
      ['mean', 'working', true, false],
      ['origin', 'working', true, true],
      ['mean', 'HEAD', false, true],
      ['origin', 'HEAD', false, true],
    ])
    const [captured] = dirty.runs
    expect(stockGit(bench.root, 'for-each-ref', '--format=%(objectname)', 'refs/lakebench/wip')).toContain(
      captured!.commit,
    )
    expect(stockGit(bench.root, 'rev-parse', `${captured!.commit}^`)).toBe(head)
    const committed = await bench.commit('Newest first')
    const found = await run()
    expect(found.runs[0]).toMatchObject({
      key: captured!.key,
      commit: committed,
      dirty: false,
      cached: true,
      resultDigest: captured!.resultDigest,
    })
    // the rewording of a description is no other run
    bench.write({
      'toolbox/centre.sql': files['toolbox/centre.sql']!.replace('Centre of', 'The centre of all'),
    })
    await bench.commit('Reword')
    expect((await run()).runs.every(({ cached }) => cached)).toBe(true)
    fsck(bench.root)
  })

  test('lists of params make a grid, and gates hold in each group', async () => {
    const result = await run({ params: { cut: ['40', 60] } })
    expect(result.runs.map(({ algorithm, params, rows }) => [algorithm, params.cut, rows])).toEqual([
      ['mean', 40, 60],
      ['origin', 40, 60],
      ['mean', 60, 40],
      ['origin', 60, 40],
    ])
    expect(result.gates.map(({ name, baseline }) => [name, baseline])).toEqual([
      ['same rows', 60],
      ['small', expect.any(Number)],
      ['same rows', 40],
      ['small', expect.any(Number)],
    ])
  })

  test('a new metric keeps the result, a gate that fails says by how much', async () => {
    bench.write({
      'evaluations/delay.yml': files['evaluations/delay.yml']!.replace(
        'metrics:',
        'metrics:\n  worst: {sql: SELECT max(abs(delay - predicted)) FROM predictions}',
      ).replace('< 100', '< 1'),
    })
    const before = await listRuns(bench.ctx, { limit: 1000 })
    const result = await run()
    const digests = new Map(before.map(({ key, resultDigest }) => [key, resultDigest]))
    for (const one of result.runs) {
      expect(one.metrics.worst).toBeGreaterThan(0)
      expect(one.resultDigest).toBe(digests.get(one.key))
    }
    expect(result.gates.find(({ name }) => name === 'small')).toMatchObject({
      passed: false,
      message: expect.stringContaining('should be < 1'),
    })
    bench.write({ 'evaluations/delay.yml': files['evaluations/delay.yml']! })
  })

  test('snapshots are a dimension, by id, time or latest', async () => {
    const [first] = (await run()).runs
    writeFiles(bench.lake, { 'flights/day=2.csv': day(1) })
    await bench.sync()
    const result = await run({ snapshots: [first!.snapshots.flights!.slice(0, 7), 'flights=latest'] })
    expect(result.runs.map(({ algorithm, rows }) => [algorithm, rows])).toEqual([
      ['mean', 50],
      ['origin', 50],
      ['mean', 150],
      ['origin', 150],
    ])
    const [old, , latest] = result.runs
    expect(old!.key).toBe(first!.key)
    expect(latest!.snapshots.flights).not.toBe(first!.snapshots.flights)
    const compared = await compareRuns(bench.ctx, { baseline: old!.key, candidates: [latest!.key] })
    expect(compared.differs[0]).toMatchObject({
      code: [],
      snapshots: [{ source: 'flights', from: old!.snapshots.flights, to: latest!.snapshots.flights }],
      params: [],
      sameResult: false,
    })
    // a statement may name a snapshot itself
    bench.write({
      'queries/growth.sql': `SELECT (SELECT count(*) FROM flights) - count(*) AS delay, 0 AS predicted
        FROM flights AT (VERSION => '${first!.snapshots.flights!.slice(0, 9)}')`,
      'evaluations/growth.yml': `version: 1\nrefs: working\nalgorithms: {growth: {query: queries/growth.sql}}
metrics: {delay: {sql: SELECT delay FROM predictions}}\n`,
    })
    const growth = await run({ evaluation: 'growth' })
    expect(growth.runs[0]).toMatchObject({ metrics: { delay: 100 }, error: null, dirty: true })
    expect(Object.keys(growth.runs[0]!.snapshots)).toEqual(['flights', `flights@${first!.snapshots.flights}`])
    expect(await verifyRun(bench.ctx, { key: growth.runs[0]!.key })).toMatchObject({ equal: true })
    rmSync(join(bench.root, 'queries/growth.sql'))
    rmSync(join(bench.root, 'evaluations/growth.yml'))
  })
})

describe('failures', () => {
  const only = (query: string, more = '') => ({
    'evaluations/broken.yml': `version: 1\nrefs: working\nalgorithms:\n  bad: {query: queries/bad.sql}\n  mean: {query: queries/mean.sql}\nmetrics: {n: {sql: SELECT count(*) FROM predictions}}\n${more}`,
    'queries/bad.sql': query,
  })
  const broken = () => run({ evaluation: 'broken' })

  test('a run that fails stops no other, is recorded and tried again', async () => {
    bench.write(only("SELECT CAST('x' || origin AS INTEGER) AS delay FROM flights"))
    for (const _ of [1, 2]) {
      const { runs } = await broken()
      expect(runs.map(({ algorithm, error }) => [algorithm, error === null])).toEqual([
        ['bad', false],
        ['mean', true],
      ])
      expect(runs[0]).toMatchObject({ cached: false, resultDigest: null, metrics: {} })
    }
  })

  test.each([
    [
      'SELECT random() AS delay FROM flights',
      { code: 'QUERY_VOLATILE', message: /random\(\).*hash\(id, 42\)/ },
    ],
    ['SELECT now() AS delay FROM flights', { code: 'QUERY_VOLATILE', message: /parameter/ }],
    ['SELECT $cut AS delay FROM flights', { code: 'PARAM_UNDECLARED', message: /\$cut has no type/ }],
    [
      '/*---\nparams: {cut: {type: DATE}}\n---*/\nSELECT $cut AS delay FROM flights',
      { code: 'PARAM_MISSING', message: /\$cut has no value/ },
    ],
    [
      '/*---\nparams: {cut: {type: DATE, default: 2001-02-30}}\n---*/\nSELECT $cut AS delay FROM flights',
      { code: 'PARAM_DEFAULT', message: /February 2001 has 28 days/ },
    ],
    ['SELECT 1; SELECT 2', { code: 'QUERY_NOT_ONE', message: /has 2/ }],
    ['-- nothing', { code: 'QUERY_NOT_ONE', message: /has none/ }],
    ['CREATE TABLE x AS SELECT 1', { code: 'QUERY_NOT_SELECT', message: /SELECT/ }],
    ['SELECT * FROM trains', { code: 'SOURCE_UNKNOWN', message: /no source trains.*flights/ }],
    [
      'SELECT guess AS delay FROM guesses',
      { code: 'FILE_AT_HAND', message: /guesses is a file at hand \(guesses\.csv\).*under a contract/ },
    ],
    ['SELECT * FROM flights WHERE', { code: expect.any(String), message: /./ }],
  ])('%s', async (query, { code, message }) => {
    bench.write(only(query))
    const { problems, runs } = await broken()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ code, place: { file: 'queries/bad.sql' } })
    expect(problems[0]!.message).toMatch(message)
    expect(runs.map(({ algorithm, error }) => [algorithm, error])).toEqual([['mean', null]])
  })

  test('a ref without the query says so, and the rest runs', async () => {
    bench.write(only('SELECT 1 AS delay'))
    const head = stockGit(bench.root, 'rev-parse', 'HEAD')
    const { problems, runs } = await run({ evaluation: 'broken', refs: ['main', 'working'] })
    expect(problems.map(({ message }) => message)).toEqual([
      `main has no queries/bad.sql at ${head.slice(0, 7)}. Choose another version.`,
    ])
    expect(runs.map(({ algorithm, ref }) => [algorithm, ref])).toEqual([
      ['mean', 'main'],
      ['bad', 'working'],
      ['mean', 'working'],
    ])
  })

  test('what cannot be planned at all is an error with its place', async () => {
    bench.write({
      'evaluations/broken.yml': 'version: 1\nalgorithms: {a: {query: queries/mean.sql}}\nmetrcs: {}\n',
    })
    await expect(broken()).rejects.toMatchObject({
      kind: 'input',
      place: { file: 'evaluations/broken.yml', line: 3, field: 'metrcs' },
    })
    expect((await listEvaluations(bench.ctx)).find(({ name }) => name === 'broken')?.problem).toMatchObject({
      place: { line: 3 },
    })
    await expect(run({ evaluation: 'none' })).rejects.toMatchObject({ code: 'EVALUATION_UNKNOWN' })
    await expect(run({ evaluation: '../x' })).rejects.toMatchObject({ code: 'EVALUATION_UNKNOWN' })
    await expect(run({ refs: ['nowhere'] })).rejects.toMatchObject({ code: 'GIT_REF_UNKNOWN' })
    await expect(run({ snapshots: ['fffffff'] })).rejects.toMatchObject({ code: 'SNAPSHOT_UNKNOWN' })
    await expect(run({ snapshots: ['trains=latest'] })).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_READ' })
    await expect(run({ params: { cutt: [1] } })).rejects.toMatchObject({ code: 'PARAM_UNUSED' })
  })

  test('a value that the header does not allow is refused in the words of the window', async () => {
    bench.write(
      only(
        '/*---\nparams: {bound: {type: INTEGER, max: 90, unit: min}}\n---*/\nSELECT $bound AS delay FROM flights',
      ),
    )
    const { problems } = await run({ evaluation: 'broken', params: { bound: [91] } })
    expect(problems).toMatchObject([
      { code: 'PARAM_VALUE', message: '$bound = 91 is no value of it. At most 90 min.' },
    ])
  })

  test('a plain folder has no evaluations to run, and says so', async () => {
    const plain = { ...bench.ctx, workspace: { ...bench.ctx.workspace, git: null } }
    await expect(runEvaluation(plain, selection())).rejects.toMatchObject({
      code: 'NO_GIT',
      message: expect.stringContaining('no git repository'),
    })
    expect(await listRuns(plain, { limit: 10 })).toEqual([])
    expect((await listEvaluations(plain)).map(({ name }) => name)).toContain('delay')
  })

  test('cancel leaves finished runs in the ledger', async () => {
    bench.write({
      'queries/bad.sql':
        'SELECT count(*) AS delay FROM range(1000000) a, range(100000) b WHERE hash(a.range, b.range) = 7',
      'evaluations/broken.yml':
        'version: 1\nrefs: working\nalgorithms:\n  quick: {query: queries/quick.sql}\n  bad: {query: queries/bad.sql}\nmetrics: {n: {sql: SELECT count(*) FROM predictions}}\n',
      'queries/quick.sql': `SELECT ${Date.now()} AS delay FROM flights`,
    })
    const controller = new AbortController()
    const events: RunEvent[] = []
    const running = runEvaluation(bench.ctx, selection({ evaluation: 'broken', jobs: 1 }), {
      signal: controller.signal,
      emit(event) {
        events.push(event)
        if (event.type === 'cell' && event.state === 'running' && event.algorithm === 'bad') {
          setTimeout(() => controller.abort(), 300)
        }
      },
    })
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' })
    const states = events.flatMap((event) =>
      event.type === 'cell' ? [`${event.algorithm} ${event.state}`] : [],
    )
    expect(states).toContain('quick done')
    expect(states.filter((state) => state === 'bad cancelled').length).toBeGreaterThan(0)
    const [newest] = await listRuns(bench.ctx, { evaluation: 'broken', limit: 1 })
    expect(newest).toMatchObject({ algorithm: 'quick', error: null })
  })
})
