import type { ResultHandle } from '../engine/index.ts'
import {
  type ChartSpec,
  holdSummary,
  type Mark,
  marksOf,
  type Plan,
  type Selection,
  sliceSql,
  summarySql,
} from '../ui/chart/index.ts'

/** What of a handle charts are drawn from. */
export type Rows = Pick<ResultHandle, 'rows' | 'over'> & {
  keep(sql: string, signal?: AbortSignal): Promise<Kept>
}
export type Kept = Pick<ResultHandle, 'rows' | 'columns' | 'page' | 'over' | 'close'>

/** A chart summed up by the axes of another: any selection there is answered from it. */
export interface Summary {
  slice(selection: Selection): Mark[] | Promise<Mark[]>
  close(): Promise<void>
}

/** A summary of at most so many rows is held in the window, at some 40 bytes a row; a larger one stays in its engine. */
const mostHeld = 100_000
/** Rows an engine hands over at once. */
const pageRows = 10_000

/**
 * Sums up the chart of a view by the axes of the one that will be brushed, under a condition; `most` rows are held.
 * Throws AppError.
 */
export async function openSummary(
  { spec, plan, rows }: { spec: ChartSpec; plan: Plan; rows: Rows },
  brushed: Plan['axes'],
  condition: string | null,
  signal: AbortSignal,
  most = mostHeld,
): Promise<Summary> {
  const kept = await rows.keep(summarySql(spec, plan, brushed, condition), signal)
  if (kept.rows > most) {
    return {
      slice: async (selection) => marksOf(await kept.over(sliceSql(spec, plan, brushed, selection))),
      close: () => kept.close(),
    }
  }
  try {
    const held = holdSummary(spec, brushed)
    for (let from = 0; from < kept.rows; from += pageRows)
      held.add({ columns: kept.columns, page: await kept.page(from, pageRows, signal) })
    return { slice: held.slice, close: async () => undefined }
  } finally {
    await kept.close()
  }
}
