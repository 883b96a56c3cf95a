import { quoteIdent } from '#shared/sql/index.ts'
import type { Column } from '#shared/value.ts'
import { columnClass } from '../data-grid/cell-format.ts'
import type { ChartSpec } from './types.ts'

/** Bars shown before the rest is folded into one word. */
export const mostBars = 40
/** Points drawn one by one; above it a result is a heat map or a sample. */
export const mostPoints = 5000
const bins = 40

/** What a chart has to know of the result before it can be asked: nothing, or the ends of its x. */
export interface ChartRange {
  min: number
  max: number
}

/** True when a chart needs the ends of x first (of y too, for a heat map). */
export function needsRange({ kind, y }: ChartSpec, columns: Column[], x: string): boolean {
  if (kind === 'heat' || (kind === 'histogram' && y === null)) return true
  return kind === 'line' && isTime(columns, x)
}

function typeOfColumn(columns: Column[], name: string): string {
  return columns.find((column) => column.name === name)?.type ?? 'VARCHAR'
}
function isTime(columns: Column[], name: string): boolean {
  return columnClass(typeOfColumn(columns, name)) === 'time'
}

/** x as a number: times are ms since 1970. */
function asNumber(columns: Column[], name: string): string {
  const ident = quoteIdent(name)
  return isTime(columns, name) ? `epoch_ms(CAST(${ident} AS TIMESTAMP))` : `CAST(${ident} AS DOUBLE)`
}

/** SQL for the ends of these columns, over a table named `result`: `min_0`, `max_0`, `min_1`, … as DOUBLE. */
export function rangeSql(columns: Column[], names: string[]): string {
  const parts = names.flatMap((name, index) => {
    const value = asNumber(columns, name)
    const finite = isTime(columns, name) ? '' : ` FILTER (WHERE isfinite(${value}))`
    return ['min', 'max'].map((end) => `CAST(${end}(${value})${finite} AS DOUBLE) AS ${end}_${index}`)
  })
  return `SELECT ${parts.join(', ')} FROM result`
}

const times = [1, 60_000, 3_600_000, 86_400_000, 7 * 86_400_000, 28 * 86_400_000]

/** The width of a bin: for times a minute, hour, day or week, whichever gives at most 400 of them. */
export function binWidth({ min, max }: ChartRange, time: boolean, wanted = bins): number {
  const span = max - min
  if (span <= 0) return 1
  if (time) return times.find((width) => span / width <= 400) ?? Math.ceil(span / 400)
  // Steps that people count in: 1, 2 or 5 times a power of ten.
  const raw = span / wanted
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10
  return step * power
}

function aggregated({ y, aggregate }: ChartSpec): string {
  if (y === null || aggregate === 'count') return 'count(*)'
  return `${aggregate}(${quoteIdent(y)})`
}

/** The SELECT over `result` that a chart draws. It answers `x`, `y` (and `color`), at most 10,000 rows. */
export function chartSql(spec: ChartSpec, columns: Column[], ranges: ChartRange[]): string {
  const x = quoteIdent(spec.x)
  const value = `CAST(${aggregated(spec)} AS DOUBLE)`
  const [first, second] = ranges
  switch (spec.kind) {
    case 'bar':
      return `SELECT CAST(${x} AS VARCHAR) AS x, ${value} AS y FROM result GROUP BY ALL ORDER BY y DESC NULLS LAST, x LIMIT ${mostBars + 1}`
    case 'line': {
      const color = spec.color === null ? '' : `, CAST(${quoteIdent(spec.color)} AS VARCHAR) AS color`
      if (isTime(columns, spec.x) && first) {
        const width = binWidth(first, true)
        const at = `${asNumber(columns, spec.x)} // ${width} * ${width}`
        return `SELECT CAST(${at} AS DOUBLE) AS x, ${value} AS y${color} FROM result WHERE ${x} IS NOT NULL GROUP BY ALL ORDER BY x LIMIT 10000`
      }
      return `SELECT ${asNumber(columns, spec.x)} AS x, ${value} AS y${color} FROM result WHERE ${x} IS NOT NULL GROUP BY ALL ORDER BY x LIMIT 10000`
    }
    case 'histogram': {
      if (spec.y !== null) {
        const at = asNumber(columns, spec.x)
        return `SELECT ${at} AS x, ${value} AS y FROM result WHERE isfinite(${at}) GROUP BY ALL ORDER BY x LIMIT 1000`
      }
      const width = binWidth(first ?? { min: 0, max: 1 }, false)
      const at = `floor(${asNumber(columns, spec.x)} / ${width}) * ${width}`
      return `SELECT ${at} AS x, CAST(count(*) AS DOUBLE) AS y FROM result WHERE isfinite(${asNumber(columns, spec.x)}) GROUP BY ALL ORDER BY x LIMIT 1000`
    }
    case 'heat': {
      const wx = binWidth(first ?? { min: 0, max: 1 }, false, 60)
      const wy = binWidth(second ?? { min: 0, max: 1 }, false, 40)
      const [nx, ny] = [asNumber(columns, spec.x), asNumber(columns, spec.y ?? spec.x)]
      return `SELECT floor(${nx} / ${wx}) * ${wx} AS x, floor(${ny} / ${wy}) * ${wy} AS y, CAST(count(*) AS DOUBLE) AS rows FROM result WHERE isfinite(${nx}) AND isfinite(${ny}) GROUP BY ALL ORDER BY x, y LIMIT 10000`
    }
    case 'point': {
      const color = spec.color === null ? '' : `, CAST(${quoteIdent(spec.color)} AS VARCHAR) AS color`
      const [nx, ny] = [asNumber(columns, spec.x), asNumber(columns, spec.y ?? spec.x)]
      return `SELECT ${nx} AS x, ${ny} AS y${color} FROM result USING SAMPLE reservoir(${mostPoints} ROWS) REPEATABLE (42)`
    }
  }
}
