import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunEvent } from '#shared/contract/evaluation.ts'
import { layout } from '../store/index.ts'
import { closeEvaluationEngines, listRuns, planEvaluation, runEvaluation, verifyRun } from './index.ts'
import { day, files, type TestBench, testBench } from './testing.ts'

let bench: TestBench
beforeAll(async () => {
  bench = await testBench()
}, 120_000)
afterAll(() => bench?.done())

const selection = { evaluation: 'delay', refs: [], snapshots: [], params: {}, jobs: 2 }
const run = async (force = false) => {
  const states: string[] = []
  const emit = (event: RunEvent) => {
    if (event.type === 'cell') states.push(`${event.algorithm} ${event.state}`)
  }
  const result = await runEvaluation(bench.ctx, { ...selection, force }, { emit })
  return { ...result, states }
}

const needs = async () =>
  (await planEvaluation(bench.ctx, selection)).cells.map(({ reused, measured }) =>
    reused ? 'reused' : measured ? 'to measure' : 'to run',
  )

const metric = (text: string) => {
  const changed = files['evaluations/delay.yml']?.replace('metrics:', `metrics:\n  ${text}`) ?? ''
  bench.write({ 'evaluations/delay.yml': changed })
}
/** Sums of floats, which another order or another bit would change. */
const worst = 'worst: {sql: SELECT sum(sqrt(abs(delay - predicted)) / (1 + id)) FROM predictions}'
const shared =
  'shared: {sql: "SELECT sum(sqrt(f.delay) * p.predicted / 7) FROM predictions p JOIN flights f USING (id)"}'

/** Puts the rows of another snapshot into the image of the first: from here on the algorithm would give other rows. */
async function exchangeImage() {
  const { images } = layout(bench.ctx.home)
  const keys = () => readdirSync(images).filter((name) => name.endsWith('.duckdb'))
  const [image = ''] = keys()
  bench.write({ '../lake/flights/day=1.csv': day(3) })
  await bench.sync()
  const other = keys().find((name) => name !== image) ?? ''
  copyFileSync(join(images, other), join(images, `${image}.new`))
  const facts = join(images, image.replace(/duckdb$/, 'json'))
  const described = JSON.parse(readFileSync(facts, 'utf8'))
  writeFileSync(facts, JSON.stringify({ ...described, bytes: statSync(join(images, `${image}.new`)).size }))
  rmSync(join(images, image))
  copyFileSync(join(images, `${image}.new`), join(images, image))
  // warm engines have the image open that was there
  closeEvaluationEngines(bench.ctx.startWorker)
  return { image: described.snapshot as string }
}

describe('a new or changed metric', { timeout: 120_000 }, () => {
  test('is measured on kept rows, bit for bit as a full run gives it', async () => {
    const first = await run()
    expect(first.states).toContain('mean done')
    for (const text of [worst, shared]) {
      metric(text)
      const name = text.split(':')[0] ?? ''
      expect(await needs()).toEqual(['to measure', 'to measure'])
      const measured = await run()
      expect(await needs()).toEqual(['reused', 'reused'])
      expect(measured.states.filter((state) => state.startsWith('mean'))).toEqual([
        'mean queued',
        'mean running',
        'mean reused',
      ])
      for (const one of measured.runs) {
        expect(one).toMatchObject({ cached: true, durationMs: 0, error: null })
        expect(Object.keys(one.metrics).sort()).toEqual(['mae', 'rows', name].sort())
      }
      const full = await run(true)
      expect(full.runs.map(({ cached }) => cached)).toEqual([false, false])
      const facts = ({ runs }: typeof full) =>
        runs.map(({ key, metrics, rows, resultDigest }) => ({ key, metrics, rows, resultDigest }))
      expect(facts(measured)).toEqual(facts(full))
      expect(full.runs[0]?.metrics[name]).toBeGreaterThan(0)
    }
    const verified = await verifyRun(bench.ctx, { key: first.runs[0]?.key ?? '' })
    expect(verified.equal).toBe(true)
    const before = (await listRuns(bench.ctx, { limit: 100 })).length
    expect((await run()).states.filter((state) => state.startsWith('mean'))).toEqual(['mean reused'])
    expect((await listRuns(bench.ctx, { limit: 100 })).length).toBe(before + 2)
  })

  test('rows that are damaged or gone: the algorithm runs again', async () => {
    const { results } = layout(bench.ctx.home)
    const kept = () => readdirSync(results).filter((name) => name.endsWith('.arrows'))
    const spoil = [
      (file: string) => writeFileSync(file, readFileSync(file).fill(0x55, 400)),
      (file: string) => rmSync(file),
    ]
    for (const [index, change] of spoil.entries()) {
      for (const name of kept()) change(join(results, name))
      metric(`odd_${index}: {sql: SELECT sum(predicted) + ${index} FROM predictions}`)
      // That rows are damaged shows when they are read.
      expect(await needs()).toEqual(index === 0 ? ['to measure', 'to measure'] : ['to run', 'to run'])
      const { runs } = await run()
      expect(runs.map(({ cached, error }) => ({ cached, error }))).toEqual([
        { cached: false, error: null },
        { cached: false, error: null },
      ])
      // what ran was kept again
      metric(`even_${index}: {sql: SELECT sum(predicted) - ${index} FROM predictions}`)
      expect((await run()).runs.every(({ cached }) => cached)).toBe(true)
    }
  })

  test('rows that are found again stay for 30 days more, whoever collects', async () => {
    metric(worst)
    const { runs } = await run()
    const days = (count: number) => Date.now() + count * 24 * 3_600_000
    const later = { ...bench.ctx, now: () => new Date(days(29)) }
    expect(
      (await runEvaluation(later, { ...selection, force: false })).runs.every(({ cached }) => cached),
    ).toBe(true)
    const freed = async (now: number) => {
      const collected = await bench.ctx.files.call('collect', { home: bench.ctx.home, dryRun: true, now })
      return collected.freed
        .filter(({ kind, name }) => kind === 'result' && name.endsWith('.arrows'))
        .map(({ name }) => name)
        .sort()
    }
    expect(await freed(days(58))).toEqual([])
    expect(await freed(days(60))).toEqual(runs.map(({ resultDigest }) => `${resultDigest}.arrows`).sort())
  })

  test('a metric that fails on kept rows is that run’s failure', async () => {
    metric('bad: {sql: SELECT 1 / 0 FROM predictions LIMIT 2}')
    const { runs } = await run()
    expect(runs.map(({ error, cached }) => [error?.includes('Metric bad'), cached])).toEqual([
      [true, false],
      [true, false],
    ])
  })

  test('the algorithm cannot have run: with another image in its place it gives other rows', async () => {
    const { image } = await exchangeImage()
    const at = (force: boolean) =>
      runEvaluation(bench.ctx, { ...selection, snapshots: [image], force }, { emit: () => undefined })
    metric('last: {sql: SELECT sum(predicted * 3) FROM predictions}')
    const { runs } = await at(false)
    expect(runs.map(({ cached, error, rows }) => ({ cached, error, rows }))).toEqual([
      { cached: true, error: null, rows: 50 },
      { cached: true, error: null, rows: 50 },
    ])
    await expect(at(true)).rejects.toMatchObject({ code: 'RUN_NOT_REPEATABLE' })
  })
})
