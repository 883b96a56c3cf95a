import type { Preview, ResolvedStatement, ResolveInput } from '#shared/contract/engine.ts'
import { inputError } from '#shared/errors.ts'
import { isStreaming, isWord, lex, replaceTable, significant } from '#shared/sql/index.ts'
import { type Analysis, analyse, imageTable, snapshotView } from '../../engine/index.ts'
import { presentImage } from '../../lake/index.ts'
import { bodyStatements, closure, parseMacro } from '../../toolbox/index.ts'
import { type Known, known } from './catalogue.ts'
import type { EngineContext } from './context.ts'
import { resolveStatement, sourceOf, throughMacros } from './resolve.ts'

/** Bounds of what is read and shown while one types, in rows. */
export const previewBounds = {
  /** Shown at most. */
  shown: 500,
  /** Sources of this many rows together are read whole. */
  small: 200_000,
  /** Read of a larger source, about. */
  sample: 100_000,
}

/** Longer texts are not answered while they are typed: the parser would take seconds. */
const mostCharacters = 100_000

/** Functions that change the state of their connection. */
const changing = ['nextval', 'setseed']

/** The table of sampled rows in a statement. */
const sampleName = 'lb_sample'

/**
 * How a statement is answered while it is typed: its first rows, and the same over a sample when a source is large.
 * Nothing is built for it. Throws what `resolveStatement` throws, and `PREVIEW_LONG`, `PREVIEW_EFFECTS`,
 * `PREVIEW_NOT_BUILT`.
 */
export async function planPreview(
  ctx: EngineContext,
  input: ResolveInput,
  bounds = previewBounds,
): Promise<Preview> {
  if (input.sql.length > mostCharacters) {
    throw inputError(
      'PREVIEW_LONG',
      'Over 100,000 characters are not answered while you type. Run it in full.',
    )
  }
  const statement = await resolveStatement(ctx, input, async (lake, image) => {
    const present = await presentImage(lake, image)
    if (present) return present
    throw inputError(
      'PREVIEW_NOT_BUILT',
      `The snapshot of ${image.source} that AT names was not looked at yet. Run it in full once.`,
    )
  })
  const { native } = ctx.app
  const found = await analyse(native, statement.sql)
  if (!found.selectLike || found.volatile.some((name) => changing.includes(name))) {
    throw inputError(
      'PREVIEW_EFFECTS',
      'Only a query that reads is answered while you type. Run this statement to see what it does.',
    )
  }
  const now = await known(ctx, input.at)
  const whole = { ...statement, sql: limited(statement.sql, bounds.shown), wholeTable: null }
  return {
    whole,
    rows: bounds.shown,
    streams: await streams(ctx, now, statement, found),
    sample: await sampleOf(ctx, now, statement, bounds),
  }
}

/** One row more than is shown tells whether there are others. PIVOT stands in no FROM clause, and gives few rows. */
function limited(sql: string, rows: number): string {
  return isPivot(sql) ? sql : `FROM (${sql}\n) LIMIT ${rows + 1}`
}

const isPivot = (sql: string): boolean => isWord(significant(lex(sql))[0], 'PIVOT', 'UNPIVOT')

/** Whether the first rows come without reading all: nothing is grouped, sorted or joined, by a macro neither. */
async function streams(
  { app }: EngineContext,
  now: Known,
  { sql, reads }: ResolvedStatement,
  { aggregates }: Analysis,
): Promise<boolean> {
  if (aggregates.length > 0 || reads.length > 1 || !isStreaming(sql)) return false
  const macros = await closure(app.native, now.transforms, sql).catch(() => [])
  const bodies = macros.flatMap(({ body }) => bodyStatements(parseMacro(body)))
  const found = await Promise.all(bodies.map((body) => analyse(app.native, body)))
  return found.every((one) => one.aggregates.length === 0) && bodies.every(isStreaming)
}

/**
 * The statement over a sample of its largest source. Whole blocks of rows are taken from all over the source, so that
 * no other is read. Null when the sources are small, or when some read of the source cannot be put on the sample.
 */
async function sampleOf(
  ctx: EngineContext,
  now: Known,
  { sql, set, reads }: ResolvedStatement,
  bounds: typeof previewBounds,
): Promise<Preview['sample']> {
  const images = set.images.filter((image) =>
    reads.some(({ source, snapshot }) => image.source === source && image.snapshot === snapshot),
  )
  const [largest] = [...images].sort((a, b) => b.rows - a.rows)
  const total = images.reduce((sum, { rows }) => sum + rows, 0)
  if (!largest || total <= bounds.small || isPivot(sql)) return null
  const { source, snapshot, key, rows } = largest
  const isBase = set.images.find((image) => image.source === source) === largest
  const view = isBase ? source : snapshotView(source, snapshot)
  const replaced = replaceTable(sql, view, sampleName)
  if (replaced.reads === 0) return null
  const { tables } = await analyse(ctx.app.native, replaced.sql)
  const others = [...tables, ...(await throughMacros(ctx, now, sql)).tables]
  // Another snapshot of the source is another table; the source's own `_raw` is not.
  if (
    others.some((table) => sourceOf(table.replace(/@.*$/, '')) === source && isBase !== table.includes('@'))
  )
    return null
  const share = Math.max(0.01, Math.min(100, (100 * bounds.sample) / rows)).toFixed(4)
  const taken = `SELECT COLUMNS(c -> NOT starts_with(c, '_')) FROM ${imageTable(key, '')} TABLESAMPLE SYSTEM (${share} PERCENT) REPEATABLE (1)`
  // Read twice it has to be the same rows.
  const kept = replaced.reads > 1 ? 'AS MATERIALIZED' : 'AS'
  return {
    sql: `WITH ${sampleName} ${kept} (${taken})\n${limited(replaced.sql, bounds.shown)}`,
    source,
    about: Math.min(rows, bounds.sample),
    of: rows,
  }
}
