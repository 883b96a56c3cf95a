import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MetricInfo, Run } from '#shared/contract/evaluation.ts'
import { quickest, timed } from '#shared/testing.ts'
import { runColumns, shownColumns, varyingColumns } from './columns.ts'
import { runsCsv } from './csv.ts'
import { parseFilter, sortRows } from './filter.ts'
import { figureOf, groupRows } from './group.ts'
import { baselines, foldLedger } from './ledger.ts'
import { deltaText, verdictOf } from './metrics.ts'

const digest = (digit: string) => digit.repeat(64)
const metrics: MetricInfo[] = [
  { name: 'mae', sql: '', unit: 'min', better: 'lower' },
  { name: 'rows', sql: '', better: 'none' },
]

/** A finished run of `median` on one snapshot, changed where the test needs it. */
function run(change: Partial<Run> = {}): Run {
  return {
    key: digest('a'),
    algorithm: 'median',
    ref: 'HEAD',
    commit: 'c'.repeat(40),
    dirty: false,
    snapshots: { flights: digest('5') },
    params: { cut: '2001-06-01' },
    engine: { name: 'wasm', version: '1.4.3', threads: 1 },
    metrics: { mae: 14.2, rows: 100 },
    resultDigest: digest('d'),
    rows: 100,
    cached: false,
    startedAt: '2026-03-02T10:00:00.000Z',
    durationMs: 800,
    by: 'A <a@example.org>',
    error: null,
    ...change,
  }
}

const mean = run({ key: digest('b'), algorithm: 'mean', metrics: { mae: 17.9, rows: 100 } })
const failed = run({ key: digest('e'), algorithm: 'route', metrics: {}, rows: null, error: 'out of memory' })
const rows = foldLedger([run(), mean, failed])
const columns = runColumns(rows, metrics, baselines(rows, 'mean', undefined))
const found = (text: string) =>
  rows.filter(parseFilter(text, columns).test).map(({ run: { algorithm } }) => algorithm)

describe('the ledger', () => {
  test('folds uses of one run at one commit, and keeps the line that executed', () => {
    const reused = run({ cached: true, durationMs: 0, startedAt: '2026-03-03T10:00:00.000Z' })
    const [row, ...others] = foldLedger([reused, run()])
    expect(others).toEqual([])
    expect(row).toMatchObject({ uses: 2, lastUsed: '2026-03-03T10:00:00.000Z', run: { durationMs: 800 } })
  })

  test('shows a metric that was measured on kept rows afterwards', () => {
    const newer = { mae: 14.2, worst: 90 }
    const measured = run({ cached: true, durationMs: 0, metrics: newer })
    expect(foldLedger([measured, run()])[0]?.run).toMatchObject({ durationMs: 800, metrics: newer })
    const broken = run({ error: 'out of memory', metrics: {} })
    expect(foldLedger([measured, broken])[0]?.run).toEqual(measured)
  })

  test('keeps two algorithms of one text, and one run at two commits, apart', () => {
    const twin = run({ algorithm: 'same_text' })
    const later = run({ commit: 'f'.repeat(40) })
    expect(foldLedger([run(), twin, later])).toHaveLength(3)
  })

  test('judges each run against the baseline of its commit, snapshots and params', () => {
    const elsewhere = foldLedger([run({ commit: 'f'.repeat(40) }), mean])
    expect(baselines(rows, 'mean', undefined).get(rows[0]?.id ?? '')?.algorithm).toBe('mean')
    expect(baselines(elsewhere, 'mean', undefined).has(elsewhere[0]?.id ?? '')).toBe(false)
    expect(baselines(elsewhere, 'mean', elsewhere[0]).size).toBe(2)
  })
})

describe('the filter', () => {
  test('compares metrics and params, and finds words anywhere', () => {
    expect(found('mae < 15')).toEqual(['median'])
    expect(found('mae>=14.2')).toEqual(['median', 'mean'])
    expect(found('mae < 20 mean')).toEqual(['mean'])
    expect(found('cut=2001-06-01 med')).toEqual(['median'])
    expect(found('failed')).toEqual(['route'])
    expect(found('memory')).toEqual(['route'])
    expect(found('')).toHaveLength(3)
  })

  test('a run without the value passes no bound but `!=`', () => {
    expect(found('mae < 1000')).not.toContain('route')
    expect(found('mae != 14.2')).toEqual(['mean', 'route'])
  })

  test('says what it does not know, and shows all meanwhile', () => {
    const { test: passes, problem } = parseFilter('maee < 3', columns)
    expect(problem).toContain('maee')
    expect(rows.filter(passes)).toHaveLength(3)
  })

  test('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        rows.filter(parseFilter(text, columns).test)
      }),
    )
  })
})

describe('the table', () => {
  test('sorts missing values last in both directions, and keeps what is on top', () => {
    const order = (descending: boolean, top = 2) =>
      sortRows(rows, columns, { column: 'metric:mae', descending }, ({ run: { algorithm } }) =>
        algorithm === 'route' ? top : 2,
      ).map(({ run: { algorithm } }) => algorithm)
    expect(order(false)).toEqual(['median', 'mean', 'route'])
    expect(order(true)).toEqual(['mean', 'median', 'route'])
    expect(order(true, 0)).toEqual(['route', 'mean', 'median'])
  })

  test('hides what never varies, but no metric and no key', () => {
    const varying = varyingColumns(columns, rows)
    const ids = (varyingOnly: boolean, hidden: string[] = []) =>
      shownColumns(columns, varying, { varyingOnly, hidden }).map(({ id }) => id)
    expect(ids(true)).toEqual(
      expect.arrayContaining(['state', 'key', 'algorithm', 'metric:mae', 'metric:rows', 'delta:mae']),
    )
    expect(ids(true)).not.toContain('param:cut')
    expect(ids(true)).not.toContain('engine')
    expect(ids(false)).toContain('engine')
    expect(ids(false, ['engine', 'state'])).not.toContain('engine')
    expect(ids(false, ['engine', 'state'])).toContain('state')
  })

  test('groups under heads with medians, folds them, and leaves what is on top before them', () => {
    const items = groupRows(
      rows,
      'algorithm',
      columns,
      new Set(['group:median']),
      ({ run: { algorithm } }) => algorithm === 'mean',
    )
    expect(items.map(({ kind, id }) => (kind === 'group' ? id : kind))).toEqual([
      'row',
      'group:median',
      'group:route',
      'row',
    ])
    const head = items[1]
    expect(head?.kind === 'group' && head.figures.get('metric:mae')?.median).toBe(14.2)
  })

  test('a median lies between the least and the greatest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })),
        (values) => {
          const figure = figureOf(values)
          if (values.length === 0) expect(figure).toBeNull()
          else {
            expect(figure?.median).toBeGreaterThanOrEqual(Math.min(...values))
            expect(figure?.median).toBeLessThanOrEqual(Math.max(...values))
          }
        },
      ),
    )
  })

  test('filters, sorts and groups 10,000 runs quickly', async () => {
    const many = foldLedger(
      Array.from({ length: 10_000 }, (_, at) =>
        run({
          key: at.toString(16).padStart(64, '0'),
          algorithm: `a${at % 7}`,
          metrics: { mae: (at * 7919) % 1000, rows: at },
        }),
      ),
    )
    const all = runColumns(many, metrics, baselines(many, 'a0', undefined))
    const work = (text: string) => {
      const kept = many.filter(parseFilter(text, all).test)
      const sorted = sortRows(kept, all, { column: 'metric:mae', descending: true }, () => 2)
      return groupRows(sorted, 'algorithm', all, new Set(), () => false)
    }
    expect(work('mae < 500')).toHaveLength(5_000 + 7)
    expect(await quickest(400, () => timed(() => work('mae < 500')))).toBeLessThan(400)
  })

  test('exports whole ids and quotes what CSV needs', () => {
    const csv = runsCsv(rows, columns)
    expect(csv.split('\r\n')).toHaveLength(5)
    expect(csv).toContain(digest('a'))
    expect(csv).toContain('"wasm 1.4.3, 1 thread"')
  })
})

describe('deltas', () => {
  test('are worded by the direction of the metric', () => {
    expect(verdictOf('lower', 17.9, 14.2)).toBe('better')
    expect(verdictOf('higher', 17.9, 14.2)).toBe('worse')
    expect(verdictOf('none', 1, 2)).toBe('no direction')
    expect(verdictOf('lower', 1, 1)).toBe('equal')
    expect(verdictOf('lower', null, 1)).toBe('unknown')
  })

  test('one that is too small for its decimals never reads as zero', () => {
    expect(deltaText(-3.7, 2)).toBe('\u22123.70')
    expect(deltaText(1e-9, 2)).toBe('+1.0e-9')
    expect(deltaText(0, 2)).toBe('0.00')
  })
})
