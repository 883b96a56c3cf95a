import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { resultDigest } from '#shared/digest/index.ts'
import { AppError } from '#shared/errors.ts'
import type { Column } from '#shared/value.ts'
import type { HandlerWork } from '../../worker/index.ts'
import type { NativeSet } from '../set.ts'
import { metricNumber } from '../wasm/metric.ts'
import type { RunMetric, RunResponse } from '../wasm/run.ts'
import { exactly } from './check.ts'
import { openEngine } from './engine.ts'
import { nativeError } from './error.ts'
import {
  columnsOf,
  describe,
  interruptible,
  oneStatement,
  prepareOne,
  readingOnly,
  stream,
} from './execute.ts'
import { chunkValues, nativeValue } from './values.ts'

/** A run of an evaluation on the native engine. */
export interface NativeRun {
  set: NativeSet
  /** The algorithm: one SELECT-like statement, parameters filled in. */
  sql: string
  metrics: RunMetric[]
  /** Threads of the run; more than one may sum floats in another order each time. Default: 1. */
  threads?: number
}

const wrapped = 'CREATE TEMP TABLE predictions AS\n'

/**
 * The algorithm's rows become the temporary table `predictions`; digest and metrics are read from it, as on the wasm
 * engine. Rows are not kept (`kept` is null): the store keeps what wasm hands over as it is. Throws AppError.
 */
export async function runForDigest(
  { set, sql, metrics, threads = 1 }: NativeRun,
  { signal, onProgress }: HandlerWork,
): Promise<RunResponse> {
  const text = oneStatement(sql)
  const engine = await openEngine(set, { threads })
  try {
    const connection = await engine.connect()
    try {
      return await interruptible(connection, signal, async () => {
        const ms = await execute(connection, text)
        const columns = await describe(connection, 'FROM predictions')
        const { digest, rows } = await digestRows(connection, columns, onProgress)
        const values: Record<string, number | null> = {}
        for (const [done, metric] of metrics.entries()) {
          onProgress({ phase: 'Measure', done, total: metrics.length, unit: 'metrics', detail: metric.name })
          values[metric.name] = await measure(connection, metric)
        }
        const version = String((await connection.runAndReadAll('SELECT version()')).getRows()[0]?.[0])
        return { digest, rows, columns, metrics: values, ms, version, kept: null }
      })
    } catch (thrown) {
      throw await exactly(nativeError(thrown, text), engine.checker, text)
    } finally {
      connection.closeSync()
    }
  } finally {
    engine.close()
  }
}

async function execute(connection: DuckDBConnection, sql: string): Promise<number> {
  try {
    ;(await prepareOne(connection, sql, readingOnly)).destroySync()
    const began = performance.now()
    await connection.run(wrapped + sql)
    return performance.now() - began
  } catch (thrown) {
    throw nativeError(thrown, sql, wrapped)
  }
}

async function digestRows(
  connection: DuckDBConnection,
  columns: Column[],
  onProgress: HandlerWork['onProgress'],
): Promise<{ digest: string; rows: number }> {
  const digest = resultDigest(columns, () => createHash('sha256'))
  const prepared = await connection.prepare('FROM predictions')
  let told = 0
  await stream(prepared, (chunk) => {
    digest.add(chunkValues(columns, chunk))
    if (digest.rows() - told < 100_000) return
    told = digest.rows()
    onProgress({ phase: 'Digest', done: told, total: null, unit: 'rows' })
  })
  const rows = digest.rows()
  return { digest: digest.hex(), rows }
}

async function measure(connection: DuckDBConnection, { name, sql }: RunMetric): Promise<number | null> {
  try {
    const text = oneStatement(sql)
    const prepared = await prepareOne(connection, text, readingOnly)
    const columns = await columnsOf(connection, prepared, text)
    const found: { columns: Column[]; rows: number; value: ReturnType<typeof nativeValue> } = {
      columns,
      rows: 0,
      value: null,
    }
    await stream(prepared, (chunk) => {
      if (found.rows === 0 && columns.length > 0)
        found.value = nativeValue(chunk.getColumnValues(0)[0] ?? null)
      found.rows += chunk.rowCount
    })
    return metricNumber(name, found)
  } catch (thrown) {
    const error = nativeError(thrown)
    if (error.kind !== 'input' || error.place.field) throw error
    const message = `Metric ${name}: ${error.message}`
    throw new AppError({ ...error.toData(), message, place: { field: `metrics.${name}` } }, { cause: thrown })
  }
}
