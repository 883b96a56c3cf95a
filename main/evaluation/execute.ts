import { AppError } from '#shared/errors.ts'
import type { MetricValue } from '#shared/format/run.ts'
import type { Work } from '#shared/progress.ts'
import { engineSet, type ImageFile, imageAlias } from '../engine/index.ts'
import type { RunRequest, RunResponse, WasmPool } from '../engine/wasm/index.ts'
import { ensureImage } from '../lake/index.ts'
import { layout } from '../store/index.ts'
import { macroStatements } from '../toolbox/index.ts'
import type { PlannedCell, PlannedMetric } from './cell.ts'
import type { EvaluationContext } from './context.ts'
import { metricKey } from './keys.ts'
import type { Known } from './reuse.ts'

/** What an execution gave. */
export interface Executed {
  resultDigest: string
  rows: number
  metrics: Record<string, MetricValue>
  /** Milliseconds of the algorithm's query alone; 0 when it did not run. */
  durationMs: number
  /** The algorithm did not run: metrics were computed from the rows that an earlier run kept. */
  cached: boolean
}

/** Makes sure that an image is there and says where. */
export type Images = (image: PlannedCell['images'][number]) => Promise<ImageFile>

/** Images of one evaluation: cells that run at once and need the same one have it built once. */
export function imagesFor(ctx: EvaluationContext, work: Work = {}): Images {
  const making = new Map<string, Promise<ImageFile>>()
  return (image) => {
    const id = `${image.source} ${image.snapshot} ${image.contract.importDigest}`
    const known = making.get(id)
    if (known) return known
    const made = ensureImage(ctx, image, work)
    making.set(id, made)
    // a build that failed may succeed for the next cell
    made.catch(() => making.delete(id))
    return made
  }
}

/** The request that a cell's run is: its images are built where they are missing. */
export async function prepareRun(
  ctx: EvaluationContext,
  cell: PlannedCell,
  images: Images,
): Promise<RunRequest & { keepRowsAt: string }> {
  const files = await Promise.all(cell.images.map(images))
  const set = engineSet(files, await macroStatements(ctx.native, cell.macros))
  return {
    set: set.id,
    images: files.map(({ key, path }) => ({ alias: imageAlias(key), path })),
    statements: set.statements,
    sql: cell.sql,
    metrics: cell.metrics.map(({ name, sql }) => ({ name, sql })),
    keepRowsAt: layout(ctx.home).results,
  }
}

/**
 * Executes a cell on the engine that its evaluation names. Where the ledger knows its result and the rows are kept, only
 * the metrics that are missing are computed, and the algorithm does not run.
 */
export async function executeCell(
  ctx: EvaluationContext,
  cell: PlannedCell,
  { pool, images, known }: { pool: WasmPool; images: Images; known?: Known | undefined },
  work: Work = {},
): Promise<Executed> {
  const request = await prepareRun(ctx, cell, images)
  const native = cell.engine.name === 'native'
  const measured =
    known && !native
      ? await pool.measure(
          {
            ...request,
            digest: known.resultDigest,
            metrics: request.metrics.filter(({ name }) => !Object.hasOwn(known.metrics, name)),
          },
          work,
        )
      : null
  const response =
    measured ?? (await (native ? runNatively(ctx, cell, request, work) : pool.run(request, work)))
  requireVersion(cell, response)
  return {
    resultDigest: response.digest,
    rows: response.rows,
    metrics: { ...valuesOf(cell.metrics, response), ...(measured && known?.metrics) },
    durationMs: Math.round(response.ms * 1000) / 1000,
    cached: measured !== null,
  }
}

/**
 * The same run on native DuckDB, in the process that builds images, so that what the user looks at stays quick. Its
 * rows are not kept: they can always be made again.
 */
function runNatively(
  ctx: EvaluationContext,
  { engine }: PlannedCell,
  { set, images, statements, sql, metrics }: RunRequest,
  work: Work,
): Promise<RunResponse> {
  const native = { id: set, images, statements, temp: layout(ctx.home).tmp }
  return ctx.importer.call('runForDigest', { set: native, sql, metrics, threads: engine.threads }, work)
}

/** The metric key of each metric over a result. */
export function metricKeys(metrics: readonly PlannedMetric[], result: string): Map<string, string> {
  return new Map(metrics.map(({ name, closure, inputs }) => [name, metricKey({ closure, inputs, result })]))
}

function valuesOf(metrics: readonly PlannedMetric[], response: RunResponse): Record<string, MetricValue> {
  const values: Record<string, MetricValue> = {}
  for (const [name, key] of metricKeys(metrics, response.digest)) {
    const value = response.metrics[name] ?? null
    // JSON has no infinity and no NaN: such a metric has no value.
    values[name] = { key, value: value !== null && Number.isFinite(value) ? value : null }
  }
  return values
}

/** The plan asked one build for the version and the run came from the other: they must not drift apart. */
function requireVersion({ engine }: PlannedCell, { version }: RunResponse): void {
  if (engine.version === version) return
  throw new AppError({
    code: 'ENGINE_VERSIONS_DIFFER',
    kind: 'integrity',
    message: `The wasm engine is DuckDB ${version} and the native one ${engine.version}. Reinstall Lakebench.`,
  })
}
