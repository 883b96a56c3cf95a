import type { ResolvedStatement } from '#shared/contract/engine.ts'
import { inputError } from '#shared/errors.ts'
import type { ChartData } from '#shared/format/chart.ts'
import { parseQueryFile } from '#shared/format/front-matter.ts'
import type { QueryParam } from '#shared/format/param.ts'
import { parameters, splitStatements } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import { appErrorOf, client } from '../client/index.ts'
import { type ResultHandle, runStatement } from '../engine/index.ts'
import type { NamedColumn } from '../ui/chart/index.ts'

/** The rows of charts, with where they come from. */
export interface LoadedRows {
  handle: ResultHandle
  resolved: ResolvedStatement
  columns: NamedColumn[]
  params: Record<string, Cell>
  /** The parameters of the query's header. */
  specs: Record<string, QueryParam>
  /** What was run, as it stands in its file. */
  sql: string
}

/** Sources with more rows together are native's from the start: it has all cores for the summaries of a brush. */
const manyRows = 5_000_000

/** Runs what a chart's rows come from. The board, or chart, is `owner` in its engine. Throws AppError. */
export async function openRows(
  data: ChartData,
  { owner, signal }: { owner: string; signal: AbortSignal },
): Promise<LoadedRows> {
  const { sql, specs } = await statementOf(data)
  const params = paramsOf(sql, specs, data.params)
  const types = Object.fromEntries(Object.entries(specs).map(([name, { type }]) => [name, type]))
  try {
    const [resolved, catalogue] = await Promise.all([
      client.engine.resolve({ sql, at: data.at, params, types }, { signal }),
      client.engine.catalogue({ at: data.at }, { signal }),
    ])
    if (!resolved.yieldsRows) {
      throw inputError(
        'CHART_ROWS',
        `${data.query ?? 'The statement'} gives no rows. A chart needs a SELECT.`,
      )
    }
    const read = new Set(resolved.reads.map(({ source }) => source))
    const rows = resolved.set.images.reduce(
      (sum, image) => sum + (read.has(image.source) ? image.rows : 0),
      0,
    )
    const handle = await runStatement(resolved, {
      signal,
      owner,
      engine: rows > manyRows && !resolved.stateful ? 'native' : 'auto',
    })
    const units = new Map(
      catalogue.sources
        .filter(({ name }) => read.has(name))
        .flatMap(({ columns }) => columns.map(({ name, type, unit }) => [`${name} ${type}`, unit] as const)),
    )
    const columns = handle.columns.map((column) => ({
      ...column,
      unit: units.get(`${column.name} ${column.type}`),
    }))
    return { handle, resolved, columns, params, specs, sql }
  } catch (thrown) {
    throw appErrorOf(thrown)
  }
}

/** The statement that gives the rows, and what the header of its file says of parameters. */
async function statementOf({
  query,
  source,
  statement,
}: ChartData): Promise<{ sql: string; specs: Record<string, QueryParam> }> {
  // A source's name is a plain word, by its contract.
  if (source !== undefined) return { sql: `SELECT * FROM ${source}`, specs: {} }
  if (query === undefined)
    throw inputError('CHART_ROWS', 'The chart names no query and no source. Name one in its file.')
  const { text } = await client.workspace.read({ path: query }).catch((thrown) => {
    throw appErrorOf(thrown)
  })
  const { header, body } = parseQueryFile(query, text)
  const statements = splitStatements(body)
  const found = statements[statement - 1]
  if (!found) {
    throw inputError(
      'CHART_STATEMENT',
      `${query} has ${statements.length} statements, and the chart asks for number ${statement}. Correct \`statement\` in the chart's file.`,
    )
  }
  return { sql: found.text, specs: header.params }
}

/** Values of the parameters that a statement uses. Throws `PARAM_MISSING`. */
function paramsOf(
  sql: string,
  specs: Record<string, QueryParam>,
  given: Record<string, Cell>,
): Record<string, Cell> {
  const values: Record<string, Cell> = {}
  for (const { name } of parameters(sql)) {
    const value = given[name] ?? specs[name]?.default
    if (value === undefined || value === null || value === '') {
      throw inputError('PARAM_MISSING', `$${name} has no value. Give it one above the charts.`)
    }
    values[name] = value
  }
  return values
}
