import { describe, expect, test } from 'vitest'
import type { EvaluationInfo, PlanCell, Run } from '#shared/contract/evaluation.ts'
import { gateCount, gateWords, newestGates, onLatest, plannedGates, ruleWords } from './gates.ts'
import { rowId } from './ledger.ts'
import { countCells, estimateMs, type LiveCell, matrixOf, sharedOf } from './matrix.ts'
import { evaluationTemplate } from './template-text.ts'
import { liveWords, planWords } from './words.ts'

const digest = (digit: string) => digit.repeat(64)
const commit = (digit: string) => digit.repeat(40)

function cell(change: Partial<PlanCell> = {}): PlanCell {
  return {
    key: digest('a'),
    algorithm: 'mean',
    ref: 'HEAD',
    commit: commit('c'),
    dirty: false,
    snapshots: { flights: digest('1') },
    params: { cut: '2001-06-01' },
    reused: false,
    measured: false,
    ...change,
  }
}

const may = { flights: digest('1') }
const june = { flights: digest('2') }
const cells = [
  cell({ key: digest('a'), snapshots: may, reused: true }),
  cell({ key: digest('b'), snapshots: june }),
  cell({ key: digest('d'), algorithm: 'median', snapshots: may }),
  cell({ key: digest('e'), algorithm: 'constant', snapshots: {}, params: {} }),
]

describe('the matrix', () => {
  const matrix = matrixOf({ cells })

  test('has algorithms down and what varies across', () => {
    expect(matrix.columns.map(({ snapshots }) => snapshots)).toEqual([may, june])
    expect(matrix.columns.every(({ params }) => Object.keys(params).length === 0)).toBe(true)
    expect(matrix.rows.map(({ algorithm }) => algorithm)).toEqual(['mean', 'median', 'constant'])
    expect(sharedOf({ cells })).toEqual({ snapshots: {}, params: { cut: '2001-06-01' } })
  })

  test('leaves open what is not planned, and shows a run that reads no source in every column', () => {
    expect(matrix.rows[1]?.cells.map((one) => one?.key ?? null)).toEqual([digest('d'), null])
    expect(matrix.rows[2]?.cells.map((one) => one?.key)).toEqual([digest('e'), digest('e')])
  })

  test('counts cells, live states over the plan', () => {
    const states = new Map<string, LiveCell>([
      [rowId(cells[1] as PlanCell), { state: 'running', run: null }],
      [rowId(cells[2] as PlanCell), { state: 'failed', run: null }],
    ])
    expect(countCells(cells, new Map())).toMatchObject({ total: 4, reused: 1, waiting: 3 })
    expect(countCells(cells, states)).toMatchObject({ reused: 1, running: 1, failed: 1, waiting: 1 })
  })

  test('says what a plan costs by what earlier runs took', () => {
    const past = [
      { algorithm: 'mean', durationMs: 1000, cached: false, error: null },
      { algorithm: 'mean', durationMs: 0, cached: true, error: null },
    ]
    expect(estimateMs(cells, past, 1)).toBe(3000)
    expect(estimateMs(cells, past, 3)).toBe(1000)
    expect(estimateMs(cells, [], 1)).toBeNull()
    const counts = countCells(cells, new Map())
    expect(planWords(counts, { estimate: 3000, jobs: 2, force: false })).toBe(
      '4 cells: 1 reused, 3 to run, about 3.0 s, 2 at a time',
    )
    expect(planWords(counts, { estimate: null, jobs: 1, force: true })).toContain('same bits')
    const measured = cells.map((one) => ({ ...one, measured: !one.reused }))
    expect(estimateMs(measured, past, 1)).toBe(0)
    expect(planWords(countCells(measured, new Map()), { estimate: 0, jobs: 1, force: false })).toBe(
      '4 cells: 1 reused, 3 to measure',
    )
  })
})

describe('a run that goes on', () => {
  const live = {
    state: 'running' as const,
    plan: { evaluation: 'delay', cells, problems: [] },
    cells: new Map<string, LiveCell>([
      [rowId(cells[0] as PlanCell), { state: 'reused', run: null }],
      [rowId(cells[1] as PlanCell), { state: 'done', run: null }],
      [rowId(cells[2] as PlanCell), { state: 'running', run: null }],
    ]),
    progress: null,
    result: null,
    error: null,
    startedAt: 0,
    endedAt: null,
    jobs: 1,
    cancel: () => undefined,
  }

  test('says how far it is, and how it ended', () => {
    expect(liveWords(live, 2000)).toBe('2 of 4 · 1 running · 4.0 s left')
    expect(liveWords({ ...live, plan: null }, 0)).toBe('Planning')
    expect(liveWords({ ...live, state: 'cancelled' }, 0)).toContain('Finished runs are in the ledger')
    expect(liveWords({ ...live, state: 'done', endedAt: 1500 }, 0)).toBe('4 cells: 1 run, 1 reused, in 1.5 s')
  })
})

describe('gates', () => {
  const evaluation: Pick<EvaluationInfo, 'gates' | 'baseline' | 'metrics' | 'algorithms'> = {
    algorithms: ['mean', 'median', 'route'],
    baseline: 'mean',
    metrics: [{ name: 'mae', sql: '', unit: 'min', better: 'lower' }],
    gates: [
      { name: 'beats the mean', algorithm: 'median', metric: 'mae', is: 'better' },
      { name: 'good', algorithm: null, metric: 'mae', is: '< 15' },
    ],
  }
  const run = (algorithm: string, mae: number, at = commit('c')): Run => ({
    ...cell({ algorithm, commit: at }),
    engine: { name: 'wasm', version: '1', threads: 1 },
    metrics: { mae },
    resultDigest: digest('d'),
    rows: 1,
    cached: false,
    startedAt: '2026-03-02T10:00:00.000Z',
    durationMs: 1,
    by: '',
    error: null,
  })
  const runs = [run('median', 14), run('mean', 18), run('route', 16)]

  test('are judged in the newest group that has the baseline', () => {
    const gates = newestGates(evaluation, [run('median', 99, commit('f')), ...runs])
    expect(gates.map(({ algorithm, passed }) => [algorithm, passed])).toEqual([
      ['median', true],
      ['median', true],
      ['route', false],
    ])
    expect(gateCount(gates)).toEqual({ text: '2 of 3', passed: false })
    expect(newestGates(evaluation, [])).toEqual([])
  })

  test('say bound, baseline, candidate and commit', () => {
    const [beats, , route] = newestGates(evaluation, runs)
    expect(beats && gateWords(beats, 'min')).toBe(
      'Gate passed: mae of median is 14 min, should be better than baseline, baseline 18 min, at ccccccc',
    )
    expect(route && gateWords(route)).toBe('Gate failed: mae of route is 16, should be < 15, at ccccccc')
    expect(ruleWords('within 2%')).toBe('within 2% of baseline')
  })

  test('of a plan are judged in each of its groups that the ledger holds', () => {
    const at = (algorithm: string, key: string, snapshots: PlanCell['snapshots']) =>
      cell({ algorithm, key: digest(key), snapshots, reused: true })
    const planned = [
      at('mean', '1', may),
      at('median', '2', may),
      at('mean', '3', june),
      at('median', '4', june),
    ]
    const known = new Map([
      [digest('1'), run('mean', 18)],
      [digest('2'), run('median', 14)],
      [digest('4'), run('median', 13)],
    ])
    const gates = plannedGates(evaluation, planned, ({ key }) => known.get(key) ?? null)
    expect(gates.map(({ algorithm, passed, group }) => [algorithm, passed, group])).toEqual([
      ['median', true, '1111111'],
      ['median', true, '1111111'],
      ['route', false, '1111111'],
    ])
    expect(plannedGates(evaluation, planned, () => null)).toEqual([])
  })

  test('prefer the latest snapshots', () => {
    const latest = new Map([['flights', digest('2')]])
    const old = run('median', 99)
    const now = [run('median', 14), run('mean', 18)].map((one) => ({ ...one, snapshots: june }))
    expect(onLatest(old, latest)).toBe(false)
    expect(newestGates(evaluation, [old, run('mean', 18), ...now], latest)[0]?.candidate).toBe(14)
  })

  test('a failed run passes none', () => {
    const [first] = newestGates(evaluation, [{ ...run('median', 1), error: 'stopped' }, run('mean', 18)])
    expect(first).toMatchObject({ passed: false, candidate: null })
  })
})

test('a new definition compares the queries that look like algorithms', async () => {
  const { parseEvaluation } = await import('#shared/format/evaluation.ts')
  const text = evaluationTemplate(['queries/a.sql', 'queries/predict_mean.sql', 'queries/predict_Two-x.sql'])
  const made = parseEvaluation('evaluations/new.yml', text)
  expect(Object.keys(made.algorithms)).toEqual(['mean', 'two_x'])
  expect(made.baseline).toBe('mean')
  expect(() => parseEvaluation('evaluations/new.yml', evaluationTemplate([]))).not.toThrow()
})
