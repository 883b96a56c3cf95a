import type { BoardChart, BoardFile } from '#shared/format/board.ts'
import type { ChartData, ChartFile } from '#shared/format/chart.ts'
import type { ChartSpec } from '../ui/chart/index.ts'
import type { Asked } from './session.ts'

/** A chart of a board with what it draws; `missing` while the file that it names is not read. */
export type BoardTile = { chart: BoardChart; title: string | null; file: string | null } & (
  | { asked: Asked }
  | { missing: true }
)

const given = ({ query, source }: Partial<ChartData>) => query !== undefined || source !== undefined

/** The rows of a whole board; null when each chart names its own. */
export const boardData = (board: BoardFile): ChartData | null => {
  if (!given(board)) return null
  const { query, source, statement, at, params } = board
  return {
    ...(query !== undefined && { query }),
    ...(source !== undefined && { source }),
    statement,
    at,
    params,
  }
}

const specOf = ({ kind, x, y, aggregate, color, map }: ChartSpec): ChartSpec => ({
  kind,
  x,
  y,
  aggregate,
  color,
  map,
})

/**
 * The charts of a board as they are asked for. The board's snapshots and parameters hold for each of them; a chart's
 * id is its place among those that are the same, so that moving one does not load it anew.
 */
export function tilesOf(board: BoardFile, files: Readonly<Record<string, ChartFile>>): BoardTile[] {
  const seen = new Map<string, number>()
  return board.charts.map((chart): BoardTile => {
    const file = 'chart' in chart ? chart.chart : null
    const own = 'chart' in chart ? files[chart.chart] : chart
    if (!own) return { chart, file, title: null, missing: true }
    const { query, source, statement, at, params } = given(own) ? own : { ...board, ...dropNone(own) }
    const data: ChartData = {
      ...(query !== undefined && { query }),
      ...(source !== undefined && { source }),
      statement,
      at: { ...at, ...board.at },
      params: { ...params, ...board.params },
    }
    const spec = specOf(own)
    const key = JSON.stringify([data, spec])
    const count = seen.get(key) ?? 0
    seen.set(key, count + 1)
    return { chart, file, title: own.title ?? null, asked: { id: `${key}${count}`, spec, data } }
  })
}

/** What a chart without rows of its own says of none. */
const dropNone = (chart: Partial<ChartData>) => ({ at: chart.at ?? {}, params: chart.params ?? {} })

/** A chart in another place. */
export function moveChart(board: BoardFile, from: number, to: number): BoardFile {
  const charts = [...board.charts]
  const [chart] = charts.splice(from, 1)
  if (!chart || to < 0 || to > charts.length) return board
  charts.splice(to, 0, chart)
  return { ...board, charts }
}

/** A chart changed, or gone. */
export function changeChart(board: BoardFile, index: number, chart: BoardChart | null): BoardFile {
  return {
    ...board,
    charts: board.charts.flatMap((one, place) => (place === index ? (chart ? [chart] : []) : [one])),
  }
}
