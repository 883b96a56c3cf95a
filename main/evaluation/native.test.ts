import { afterAll, beforeAll, expect, test } from 'vitest'
import { runEvaluation, verifyRun } from './index.ts'
import { files, type TestBench, testBench } from './testing.ts'

let bench: TestBench
beforeAll(async () => {
  const native = files['evaluations/delay.yml']?.replace('version: 1\n', 'version: 1\nengine: native\n') ?? ''
  bench = await testBench({ 'evaluations/native.yml': native })
}, 120_000)
afterAll(() => bench?.done())

const run = (evaluation: string, force = false) =>
  runEvaluation(
    bench.ctx,
    { evaluation, refs: [], snapshots: [], params: {}, jobs: 2, force },
    { emit: () => undefined },
  )

test('an evaluation on native gives the digests and numbers of wasm, under keys of its own', async () => {
  const [native, wasm] = [await run('native'), await run('delay')]
  expect(native.problems).toEqual([])
  expect(native.runs).toHaveLength(2)
  for (const one of native.runs) {
    const other = wasm.runs.find(({ algorithm }) => algorithm === one.algorithm)
    expect(one).toMatchObject({ error: null, rows: 50, engine: { name: 'native', threads: 1 } })
    expect(one.resultDigest).toBe(other?.resultDigest)
    expect(one.metrics).toEqual(other?.metrics)
    expect(one.key).not.toBe(other?.key)
  }
  const again = await run('native')
  expect(again.runs.every(({ cached }) => cached)).toBe(true)
  const forced = await run('native', true)
  expect(forced.runs.map(({ resultDigest }) => resultDigest)).toEqual(
    native.runs.map(({ resultDigest }) => resultDigest),
  )
})

test('a run on native can be verified', async () => {
  const { runs } = await run('native')
  const verified = await verifyRun(bench.ctx, { key: runs[0]?.key ?? '' }, {})
  expect(verified).toMatchObject({ equal: true })
})
