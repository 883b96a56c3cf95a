import type { Evaluation } from '#shared/format/evaluation.ts'
import type { RunEngine } from '#shared/format/run.ts'
import { bareSet } from '../engine/index.ts'
import type { EvaluationContext } from './context.ts'

/** The engine of an evaluation's runs as it stands in their keys. Both builds are of one DuckDB version. */
export async function runEngine(
  { native }: EvaluationContext,
  { engine, threads }: Pick<Evaluation, 'engine' | 'threads'>,
): Promise<RunEngine> {
  const { page } = await native.call('query', { set: bareSet(), sql: 'SELECT version()' })
  const version = page.columns[0]?.[0]
  if (typeof version !== 'string') throw new Error('the engine did not say its version')
  return { name: engine, version, threads, settings: { TimeZone: 'UTC' } }
}
