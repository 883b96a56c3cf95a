import { createHash } from 'node:crypto'
import type { RecordBatch } from 'apache-arrow'
import { arrowBatch, deliveredList, describedColumns } from '#shared/arrow.ts'
import { resultDigest } from '#shared/digest/index.ts'
import { engineError } from '#shared/engine-error.ts'
import { AppError, inputError } from '#shared/errors.ts'
import type { Work } from '#shared/progress.ts'
import { splitStatements } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import type { Connection, Engine } from './engine.ts'
import { readKeptRows } from './kept-rows.ts'
import { addMetricBatch, type MetricResult, metricNumber } from './metric.ts'
import { createRowsFile } from './rows-file.ts'

/** An image as a run attaches it: its catalogue name and its file on this machine. */
export interface RunImage {
  alias: string
  path: string
}

/** One SQL metric over `predictions` and the sources. */
export interface RunMetric {
  name: string
  sql: string
}

/** Everything a run may know: nothing else can be reached from its engine. */
export interface RunRequest {
  /** Digest of images and statements: a worker that served the same set last is warm. */
  set: string
  images: RunImage[]
  /** Run in order after the images are attached and before the engine is locked: views and macros. */
  statements: string[]
  /** The algorithm: one SELECT-like statement, parameters filled in. */
  sql: string
  metrics: RunMetric[]
  /** Folder in which the rows are kept as `<digest>.arrows`. Default: they are not kept. */
  keepRowsAt?: string
}

export interface RunResponse {
  /** The result digest of FORMATS: over the rows in the order delivered. */
  digest: string
  rows: number
  columns: Column[]
  metrics: Record<string, number | null>
  /** Milliseconds of the algorithm's query alone; metrics and digest are not in it. */
  ms: number
  /** DuckDB's version, e.g. `v1.4.3`. */
  version: string
  /** SHA-256 and length of the kept file, when rows were kept. */
  kept: { path: string; sha256: string; bytes: number } | null
}

/** Metrics that are missing for a run whose rows were kept. */
export interface MeasureRequest extends RunRequest {
  keepRowsAt: string
  /** The run's result digest: what is loaded must have it. */
  digest: string
}

const wrapped = 'CREATE TEMP TABLE predictions AS\n'

/**
 * One run on an engine: the algorithm's rows become the temporary table `predictions`, whose order is the order in
 * which the query delivered them; digest, kept rows and metrics are read from it. Throws AppError.
 */
export async function run(engine: Engine, request: RunRequest, work: Work): Promise<RunResponse> {
  const { signal } = work
  const sql = oneStatement('An algorithm', request.sql)
  engine.open(request)
  const connection = engine.connect()
  try {
    const started = performance.now()
    await connection.execute(wrapped + sql, signal).catch((thrown) => {
      throw engineError(thrown, sql, 1)
    })
    const ms = performance.now() - started
    const read = await readRows(connection, request.keepRowsAt, work)
    const metrics = await measureAll(connection, request.metrics, work)
    return { ...read, metrics, ms, version: engine.version }
  } finally {
    connection.close()
  }
}

/**
 * The metrics of a run whose rows were kept: they become the table `predictions` that the run had, and the algorithm
 * does not run (it is only bound, which gives the table its columns). Answers `not kept` where there are no rows, and
 * `not the same` when what was loaded is not the run's result: the algorithm has to run, and on another engine, since
 * nobody knows what broken bytes did to this one. Throws AppError about metrics.
 */
export async function measure(
  engine: Engine,
  request: MeasureRequest,
  work: Work,
): Promise<RunResponse | 'not kept' | 'not the same'> {
  const stream = readKeptRows(request.keepRowsAt, request.digest)
  if (stream === null) return 'not kept'
  engine.open(request)
  const connection = engine.connect()
  try {
    const read = await loadRows(connection, stream, request, work)
    if (read?.digest !== request.digest) return 'not the same'
    const metrics = await measureAll(connection, request.metrics, work)
    return { ...read, metrics, ms: 0, version: engine.version }
  } finally {
    connection.close()
  }
}

async function loadRows(connection: Connection, stream: Uint8Array, { sql }: RunRequest, work: Work) {
  try {
    await connection.execute(`${wrapped}${oneStatement('An algorithm', sql)}\nWITH NO DATA`, work.signal)
    connection.append('predictions', stream)
    return await readRows(connection, undefined, work)
  } catch (thrown) {
    work.signal?.throwIfAborted()
    if (thrown instanceof AppError && thrown.kind === 'cancelled') throw thrown
    // Damaged, or of a type that Arrow does not bring back (ENUM, BIT).
    return null
  }
}

/** Exactly one statement, so that nothing can stand beside the query that is wrapped. */
function oneStatement(what: string, sql: string): string {
  const statements = splitStatements(sql)
  const [only] = statements
  if (statements.length === 1 && only) return only.text
  throw inputError(
    'RUN_ONE_STATEMENT',
    `${what} is one query, and this text holds ${statements.length} statements. Join them with WITH, or keep one.`,
  )
}

async function describe(connection: Connection, sql: string): Promise<Column[]> {
  const columns: Column[] = []
  await connection.stream(sql, (batch) => columns.push(...describedColumns(batch)))
  return columns
}

async function readRows(
  connection: Connection,
  keepRowsAt: string | undefined,
  { signal, onProgress }: Work,
) {
  const columns = await describe(connection, 'DESCRIBE predictions')
  const digest = resultDigest(columns, () => createHash('sha256'))
  const file = keepRowsAt === undefined ? null : createRowsFile(keepRowsAt)
  try {
    const onBatch = (batch: RecordBatch) => {
      digest.add(arrowBatch(columns, batch))
      onProgress?.({ phase: 'Digest', done: digest.rows(), total: null, unit: 'rows' })
    }
    await connection
      .stream(`SELECT ${deliveredList(columns)} FROM predictions`, onBatch, {
        ...(signal && { signal }),
        ...(file && { onBytes: (bytes) => file.write(bytes) }),
      })
      .catch((thrown) => {
        throw engineError(thrown)
      })
    const rows = digest.rows()
    const hex = digest.hex()
    return { digest: hex, rows, columns, kept: file?.publish(hex) ?? null }
  } finally {
    file?.discard()
  }
}

async function measureAll(
  connection: Connection,
  metrics: readonly RunMetric[],
  { signal, onProgress }: Work,
): Promise<Record<string, number | null>> {
  const values: Record<string, number | null> = {}
  for (const [done, metric] of metrics.entries()) {
    onProgress?.({ phase: 'Measure', done, total: metrics.length, unit: 'metrics', detail: metric.name })
    values[metric.name] = await measureOne(connection, metric, signal)
  }
  return values
}

async function measureOne(
  connection: Connection,
  { name, sql: text }: RunMetric,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  try {
    const sql = oneStatement('A metric', text)
    const result: MetricResult = {
      columns: await describe(connection, `DESCRIBE ${sql}`),
      rows: 0,
      value: null,
    }
    await connection.stream(sql, (batch) => addMetricBatch(result, batch), signal ? { signal } : {})
    return metricNumber(name, result)
  } catch (thrown) {
    const error = engineError(thrown)
    if (error.kind !== 'input' || error.place.field) throw error
    throw new AppError(
      {
        code: error.code,
        kind: error.kind,
        message: `Metric ${name}: ${error.message}`,
        place: { field: `metrics.${name}` },
        details: error.details,
      },
      { cause: thrown },
    )
  }
}
