import { stringify } from 'yaml'
import { z } from 'zod'
import { Name, WorkspacePath } from '../names.ts'
import { Cell } from '../value.ts'
import { readYaml } from './yaml.ts'

/** A column's name is the data's, whatever it holds; it stands in SQL as a quoted identifier alone. */
const ColumnName = z.string().min(1).max(1000)
const Title = z.string().min(1).max(200)

export const ChartKind = z.enum(['bar', 'line', 'area', 'histogram', 'point', 'heat', 'box', 'map'])
export type ChartKind = z.infer<typeof ChartKind>

/** How the rows of one mark become one value. */
export const Aggregate = z.enum(['count', 'sum', 'avg', 'min', 'max'])
export type Aggregate = z.infer<typeof Aggregate>

/** What a map is of: `x` and `y` as longitude and latitude, or `x` as the code or name of a region. */
export const MapOf = z.enum(['points', 'countries', 'states'])
export type MapOf = z.infer<typeof MapOf>

const encoding = {
  kind: ChartKind,
  x: ColumnName,
  /** Absent: rows are counted. A histogram with a y is of rows that are counted already. */
  y: ColumnName.nullable().default(null),
  aggregate: Aggregate.default('count'),
  /** One line or colour a value of this column. */
  color: ColumnName.nullable().default(null),
  /** Of maps alone. */
  map: MapOf.nullable().default(null),
}
export const ChartSpec = z.strictObject(encoding)
/** What a chart shows of a result, in names of its columns. */
export type ChartSpec = z.infer<typeof ChartSpec>

export const dataFields = {
  query: WorkspacePath.refine(
    (path) => path.startsWith('queries/') && path.endsWith('.sql'),
    'name a `.sql` file of `queries/`',
  ).optional(),
  source: Name.optional(),
  /** Which statement of the query, from 1. */
  statement: z.number().int().min(1).max(10_000).default(1),
  /** Snapshots by source, as in a query's tab; sources that are not named are at latest. */
  at: z.record(Name, z.string().min(1).max(64)).default({}),
  params: z.record(Name, Cell).default({}),
}
const ChartData = z.object(dataFields)
/** Where the rows come from: a query file, or a source whole. */
export type ChartData = z.infer<typeof ChartData>

type Context = { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void }

/** A chart has the columns that its kind draws. */
export function checkEncoding({ kind, y, map }: ChartSpec, context: Context): void {
  const issue = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  const places = kind === 'map' && (map ?? 'points') === 'points'
  if (y === null && (kind === 'point' || kind === 'heat' || kind === 'box' || places)) {
    issue('y', `a ${kind} chart needs a second column. Name one`)
  }
  if (map !== null && kind !== 'map') issue('map', 'only `kind: map` has it; leave it out')
}

/** Rows come from one place. */
export function checkData({ query, source }: Partial<ChartData>, context: Context): void {
  if (query !== undefined && source !== undefined) {
    context.addIssue({
      code: 'custom',
      path: ['source'],
      message: 'there is a `query` as well. Name one of the two',
    })
  }
}

/** `charts/<name>.yml` */
export const ChartFile = z
  .strictObject({ version: z.literal(1), title: Title.optional(), ...dataFields, ...encoding })
  .superRefine((chart, context) => {
    checkEncoding(chart, context)
    checkData(chart, context)
    if (chart.query === undefined && chart.source === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['query'],
        message: 'says where the rows come from. Name a query file, or a `source`',
      })
    }
  })
export type ChartFile = z.infer<typeof ChartFile>

/** The text of a chart's file. Throws an AppError with file, line and field. */
export const parseChart = (file: string, text: string): ChartFile => readYaml(file, text, ChartFile).value

/** Keys in one order, and none that says what is meant anyway: a change of a chart is a change of its lines. */
export function tidyChart<Chart extends Partial<ChartFile> & { wide?: boolean }>(
  chart: Chart,
): Record<string, unknown> {
  const { title, query, source, statement, at, params, kind, x, y, aggregate, color, map, wide } = chart
  const filled = <Value>(value: Record<string, Value> | undefined) =>
    value !== undefined && Object.keys(value).length > 0 ? value : undefined
  const all = {
    title,
    query,
    source,
    statement: statement === 1 ? undefined : statement,
    at: filled(at),
    params: filled(params),
    kind,
    x,
    y,
    aggregate: aggregate === 'count' ? undefined : aggregate,
    color,
    map,
    wide: wide || undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null))
}

/** A chart as its file's text; `parseChart` reads the same chart from it. */
export const writeChart = (chart: ChartFile): string => yamlText({ version: 1, ...tidyChart(chart) })

/** YAML with no line folded, so that a long text is one line of a difference. */
export const yamlText = (value: unknown): string => stringify(value, { lineWidth: 0, version: '1.2' })
