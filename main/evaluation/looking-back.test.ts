import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatLedgerLine, parseLedgerLine } from '#shared/format/run.ts'
import { fsck } from '../git/testing.ts'
import { ledgerOf } from './context.ts'
import { compareRuns, verifyRun } from './index.ts'
import { files, type TestBench, testBench } from './testing.ts'

let bench: TestBench
beforeAll(async () => {
  bench = await testBench()
}, 120_000)
afterAll(() => bench?.done())

const run: TestBench['run'] = (...given) => bench.run(...given)

describe('looking back', () => {
  test('compare names code by file, params and verdicts by direction', async () => {
    const first = await run({ params: { cut: [50] } })
    bench.write({ 'toolbox/centre.sql': files['toolbox/centre.sql']!.replace('avg(delay)', 'median(delay)') })
    await bench.commit('Medians')
    const second = await run({ params: { cut: [55] } })
    const keys = {
      baseline: first.runs[0]!.key.slice(0, 10),
      candidates: [second.runs[0]!.key, first.runs[1]!.key],
    }
    const compared = await compareRuns(bench.ctx, keys)
    expect(compared.differs[0]).toMatchObject({
      code: [
        {
          path: 'toolbox/centre.sql',
          before: expect.stringContaining('avg'),
          after: expect.stringContaining('median'),
        },
      ],
      params: [{ name: 'cut', from: 50, to: 55 }],
      snapshots: [],
      algorithm: false,
      commit: true,
      engine: false,
    })
    expect(compared.differs[1]).toMatchObject({
      algorithm: true,
      code: [{ path: 'queries/mean.sql → queries/origin.sql' }],
    })
    const mae = compared.metrics.find(({ name }) => name === 'mae')!
    expect(mae).toMatchObject({ unit: 'min', better: 'lower' })
    for (const [index, { delta, verdict }] of mae.deltas.entries()) {
      expect(delta).toBe(mae.values[index + 1]! - mae.values[0]!)
      expect(verdict).toBe(delta! < 0 ? 'better' : delta! > 0 ? 'worse' : 'equal')
    }
    expect(compared.metrics.find(({ name }) => name === 'rows')!.deltas[0]!.verdict).toBe('no direction')
    await expect(compareRuns(bench.ctx, { baseline: 'fffffff', candidates: ['1'] })).rejects.toMatchObject({
      code: 'RUN_UNKNOWN',
    })
  })

  test('verify makes a run again from git and snapshot, and finds a forged one', async () => {
    const [mean] = (await run()).runs
    expect(await verifyRun(bench.ctx, { key: mean!.key.slice(0, 7) })).toMatchObject({
      key: mean!.key,
      equal: true,
      was: { resultDigest: mean!.resultDigest, metrics: mean!.metrics },
    })
    const [text] = await bench.ctx.git.call('ledgerLines', {
      ...ledgerOf(bench.ctx),
      keys: [mean!.key],
      limit: 1,
    })
    const forged = {
      ...parseLedgerLine(text!)!,
      startedAt: '2999-01-01T00:00:00.000Z',
      resultDigest: '0'.repeat(64),
    }
    await bench.ctx.git.call('ledgerRecord', { ...ledgerOf(bench.ctx), lines: [formatLedgerLine(forged)] })
    expect(await verifyRun(bench.ctx, { key: mean!.key })).toMatchObject({
      equal: false,
      was: { resultDigest: '0'.repeat(64) },
      is: { resultDigest: mean!.resultDigest },
    })
    await expect(run({ force: true })).rejects.toMatchObject({
      code: 'RUN_NOT_REPEATABLE',
      kind: 'integrity',
    })
    fsck(bench.root)
  })
})
