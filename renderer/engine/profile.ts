import type { ColumnProfile } from '#shared/contract/engine.ts'
import { parseType } from '#shared/digest/index.ts'
import { AppError } from '#shared/errors.ts'
import { quoteIdent } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import type { ResultHandle } from './handle.ts'

/** Above this many rows a profile looks at a sample, unless asked to be exact. */
const exactRows = 1_000_000
const sampleRows = 100_000
const bins = 20
const topValues = 10

type Shape = 'number' | 'time' | 'text' | 'other'

/**
 * Facts of one column by its type: numbers and times have quantiles and a histogram, text and truth values their
 * most frequent values, nested values only counts. Over a million rows they come from a sample; `sampled` says so.
 */
export async function profileColumn(
  handle: ResultHandle,
  column: string,
  { exact = false, signal }: { exact?: boolean; signal?: AbortSignal } = {},
): Promise<ColumnProfile> {
  const type = handle.columns.find((one) => one.name === column)?.type
  if (type === undefined) {
    throw new AppError({
      code: 'COLUMN_UNKNOWN',
      kind: 'input',
      message: `The result has no column ${column}. Choose one of its columns.`,
    })
  }
  const shape = shapeOf(type)
  const sampled = !exact && handle.rows > exactRows
  // By the hash of the row's position: the same rows each time, from all over, and no beat with data that repeats.
  const step = Math.ceil(handle.rows / sampleRows)
  const from = sampled
    ? `(SELECT ${quoteIdent(column)} AS v, row_number() OVER () AS n FROM result) WHERE hash(n) % ${step} = 0`
    : `(SELECT ${quoteIdent(column)} AS v FROM result)`
  const values = `WITH vals AS MATERIALIZED (SELECT v FROM ${from})`

  const facts = await handle.over(`${values} ${factsSql(shape)}`, signal)
  const fact = (name: string): Cell => {
    const index = facts.columns.findIndex((one) => one.name === name)
    return index < 0 ? null : (facts.page.columns[index]?.[0] ?? null)
  }
  const profile: ColumnProfile = {
    name: column,
    type,
    rows: handle.rows,
    nulls: Number(fact('nulls') ?? 0),
    distinct: Number(fact('distincts') ?? 0),
    ...(sampled && { sampled: Number(fact('seen') ?? 0) }),
  }
  if (shape === 'other') return profile
  profile.min = fact('min_v')
  profile.max = fact('max_v')
  if (shape === 'number' || shape === 'time') {
    profile.q25 = fact('q25')
    profile.median = fact('q50')
    profile.q75 = fact('q75')
    if (shape === 'number') {
      const mean = fact('mean')
      profile.mean = typeof mean === 'number' ? mean : null
    }
    const histogram = await handle.over(`${values} ${histogramSql(shape)}`, signal)
    const [starts = [], ends = [], counts = []] = histogram.page.columns
    profile.histogram = starts.map((start, index) => ({
      from: start,
      to: ends[index] ?? null,
      count: Number(counts[index] ?? 0),
    }))
    return profile
  }
  const top = await handle.over(
    `${values} SELECT v, count(*) AS n FROM vals WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT ${topValues}`,
    signal,
  )
  const [tops = [], counts = []] = top.page.columns
  profile.top = tops.map((value, index) => ({ value, count: Number(counts[index] ?? 0) }))
  return profile
}

function shapeOf(type: string): Shape {
  const { kind } = parseType(type)
  switch (kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'BIGINT':
    case 'HUGEINT':
    case 'UTINYINT':
    case 'USMALLINT':
    case 'UINTEGER':
    case 'UBIGINT':
    case 'UHUGEINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DECIMAL':
      return 'number'
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_S':
    case 'TIMESTAMP_MS':
    case 'TIMESTAMP_NS':
    case 'TIMESTAMP WITH TIME ZONE':
      return 'time'
    case 'VARCHAR':
    case 'JSON':
    case 'ENUM':
    case 'BOOLEAN':
    case 'UUID':
    case 'TIME':
    case 'INTERVAL':
      return 'text'
    default:
      return 'other'
  }
}

function factsSql(shape: Shape): string {
  const facts = ['count(*) AS seen', 'count(*) - count(v) AS nulls', `${distinct} AS distincts`]
  if (shape !== 'other') facts.push('min(v) AS min_v', 'max(v) AS max_v')
  if (shape === 'number' || shape === 'time') {
    for (const [name, share] of [
      ['q25', 0.25],
      ['q50', 0.5],
      ['q75', 0.75],
    ] as const) {
      facts.push(`quantile_disc(v, ${share}) FILTER (${finite(shape)}) AS ${name}`)
    }
  }
  if (shape === 'number') facts.push(`avg(v::DOUBLE) FILTER (${finite(shape)}) AS mean`)
  return `SELECT ${facts.join(', ')} FROM vals`
}

const distinct = 'CASE WHEN count(*) > 1000000 THEN approx_count_distinct(v) ELSE count(DISTINCT v) END'

/** NaN and infinities have no place in a histogram. */
const finite = (shape: Shape): string =>
  shape === 'number' ? 'isfinite(v::DOUBLE)' : 'isfinite(v::TIMESTAMP)'

/** Bins of equal width over the finite values; times are cut in microseconds. */
function histogramSql(shape: Shape): string {
  const number = shape === 'number' ? 'v::DOUBLE' : 'epoch_us(v::TIMESTAMP)::DOUBLE'
  const back = (edge: string) => (shape === 'number' ? edge : `make_timestamp((${edge})::BIGINT)`)
  return `, nums AS (SELECT ${number} AS x FROM vals WHERE v IS NOT NULL AND ${finite(shape)}),
    ends AS (SELECT min(x) AS lo, max(x) AS hi FROM nums),
    binned AS (
      SELECT CASE WHEN hi = lo THEN 0 ELSE least(floor((x - lo) / (hi - lo) * ${bins}), ${bins - 1}) END::INTEGER AS bin,
        count(*) AS n
      FROM nums, ends GROUP BY 1
    ),
    bars AS (SELECT lo, (hi - lo) / ${bins} AS width, unnest(range(CASE WHEN hi = lo THEN 1 ELSE ${bins} END)) AS bin FROM ends WHERE lo IS NOT NULL)
    SELECT ${back('lo + width * bin')} AS from_v, ${back('lo + width * (bin + 1)')} AS to_v, coalesce(n, 0) AS n
    FROM bars LEFT JOIN binned USING (bin) ORDER BY bin`
}
