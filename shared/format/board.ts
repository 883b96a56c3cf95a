import { z } from 'zod'
import { WorkspacePath } from '../names.ts'
import { ChartSpec, checkData, checkEncoding, dataFields, tidyChart, yamlText } from './chart.ts'
import { readYaml } from './yaml.ts'

const Title = z.string().min(1).max(200)
const Bound = z.union([z.number(), z.string().min(1).max(64)])

/** A condition on one column, shared by every chart that has it: `from` is in it, `to` is not. */
export const BoardFilter = z
  .strictObject({
    column: z.string().min(1).max(1000),
    from: Bound.optional(),
    to: Bound.optional(),
    in: z
      .array(z.union([z.null(), z.boolean(), z.number(), z.string().max(1000)]))
      .min(1)
      .max(1000)
      .optional(),
  })
  .refine((filter) => filter.in !== undefined || filter.from !== undefined || filter.to !== undefined, {
    message: 'needs `from`, `to` or `in`',
  })
export type BoardFilter = z.infer<typeof BoardFilter>

const wide = z.boolean().default(false)
/** A chart of a board: a file of `charts/`, or written out, with the board's rows unless it names its own. */
export const BoardChart = z.union([
  z.strictObject({
    chart: WorkspacePath.refine(
      (path) => path.startsWith('charts/') && path.endsWith('.yml'),
      'name a `.yml` file of `charts/`',
    ),
    wide,
  }),
  z
    .strictObject({ title: Title.optional(), ...dataFields, ...ChartSpec.shape, wide })
    .superRefine((chart, context) => {
      checkEncoding(chart, context)
      checkData(chart, context)
    }),
])
export type BoardChart = z.infer<typeof BoardChart>

/** `boards/<name>.yml` */
export const BoardFile = z
  .strictObject({
    version: z.literal(1),
    title: Title.optional(),
    ...dataFields,
    charts: z.array(BoardChart).max(24).default([]),
    /** The rows themselves stand under the charts. */
    rows: z.boolean().default(true),
    filters: z.array(BoardFilter).max(50).default([]),
  })
  .superRefine((board, context) => {
    checkData(board, context)
    board.charts.forEach((chart, index) => {
      const own = 'chart' in chart ? chart.chart : (chart.query ?? chart.source)
      if (own !== undefined || board.query !== undefined || board.source !== undefined) return
      context.addIssue({
        code: 'custom',
        path: ['charts', index],
        message: 'has no rows. Name a `query` or a `source`, here or for the whole board',
      })
    })
  })
export type BoardFile = z.infer<typeof BoardFile>

/** The text of a board's file. Throws an AppError with file, line and field. */
export const parseBoard = (file: string, text: string): BoardFile => readYaml(file, text, BoardFile).value

/** A board as its file's text; `parseBoard` reads the same board from it. */
export function writeBoard({ version, charts, rows, filters, ...data }: BoardFile): string {
  return yamlText({
    version,
    ...tidyChart(data),
    charts: charts.map((one) =>
      'chart' in one ? { chart: one.chart, ...(one.wide && { wide: true }) } : tidyChart(one),
    ),
    ...(!rows && { rows }),
    ...(filters.length > 0 && { filters }),
  })
}
