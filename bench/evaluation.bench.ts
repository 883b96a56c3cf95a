import type { RunEvent } from '#shared/contract/evaluation.ts'
import { runEvaluation } from '../main/evaluation/index.ts'
import { testBench } from '../main/evaluation/testing.ts'
import { type BenchRow, median } from './row.ts'

/** What a run costs beside its query, and what a run that the ledger holds costs. */
export async function bench(report: (row: BenchRow) => void): Promise<void> {
  const place = await testBench()
  try {
    const overheads: number[] = []
    const queries: number[] = []
    const selection = { evaluation: 'delay', refs: [], snapshots: [], params: {}, jobs: 1 }
    for (let round = 0; round < 16; round++) {
      let began = 0
      const emit = (event: RunEvent) => {
        if (event.type !== 'cell' || event.algorithm !== 'origin') return
        if (event.state === 'running') began = performance.now()
        // The first round starts the engine, which is not what a warm run is.
        if (event.state !== 'done' || !event.run || round === 0) return
        overheads.push(performance.now() - began - event.run.durationMs)
        queries.push(event.run.durationMs)
      }
      await runEvaluation(place.ctx, { ...selection, force: true }, { emit })
    }
    const query = median(queries)
    const overhead = median(overheads)
    report({
      name: 'warm run beside its bare query',
      value: query + overhead,
      baseline: query,
      ratio: (query + overhead) / query,
      note: `overhead ${overhead.toFixed(1)} ms: digest, two metrics, kept rows, journal; aim 20 ms`,
    })
    const reused: number[] = []
    for (let round = 0; round < 8; round++) {
      const began = performance.now()
      await runEvaluation(place.ctx, { ...selection, force: false })
      reused.push(performance.now() - began)
    }
    report({
      name: 'evaluation of two runs that the ledger holds',
      value: median(reused),
      baseline: query * 2,
      ratio: median(reused) / (query * 2),
      note: 'plan, look-up, ledger lines with their own commit',
    })
  } finally {
    place.done()
  }
}
