import { z } from 'zod'

/**
 * One cell of a result as it crosses a process and as the grid shows it. Lossless and JSON-safe, by DuckDB type:
 * integers up to 32 bits and finite floats are numbers; NaN and infinities are the strings `NaN`, `Infinity`,
 * `-Infinity`; BIGINT, HUGEINT and DECIMAL are digit strings; dates, times, timestamps, intervals, UUID and BIT
 * are text as DuckDB casts them; BLOB is lower-case hex; ENUM is text; LIST and ARRAY are arrays; STRUCT is an
 * object of its fields; MAP is an array of `[key, value]`; UNION is `{tag, value}`.
 */
export type Cell = null | boolean | number | string | Cell[] | { [field: string]: Cell }
export const Cell: z.ZodType<Cell> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(Cell), z.record(z.string(), Cell)]),
)

/** A result's column: its name and its type as DESCRIBE says it. */
export const Column = z.object({ name: z.string(), type: z.string() })
export type Column = z.infer<typeof Column>

/** A cell of a page that holds only its beginning: `length` counts characters, of a BLOB bytes. */
export const CutCell = z.object({ row: z.number().int(), column: z.number().int(), length: z.number().int() })
export type CutCell = z.infer<typeof CutCell>

/** Rows `from` to `from + columns[0].length` of a result, column by column in the result's column order. */
export const Page = z.object({
  from: z.number().int(),
  columns: z.array(z.array(Cell)),
  /** Cells that are cut, in a page that was asked for so. */
  cut: z.array(CutCell).optional(),
})
export type Page = z.infer<typeof Page>

/** One sort key of a derived result. */
export const SortKey = z.object({ column: z.string(), descending: z.boolean().default(false) })
export type SortKey = z.infer<typeof SortKey>

export const EngineName = z.enum(['wasm', 'native'])
export type EngineName = z.infer<typeof EngineName>
