import type { BoardFile } from '#shared/format/board.ts'
import type { Column } from '#shared/value.ts'
import { type ChartFilter, filtersOf } from '../ui/chart/index.ts'
import { type Chip, FilterChips } from './filter-chips.tsx'
import type { LoadedRows } from './rows.ts'
import { RowsGrid } from './rows-grid.tsx'
import type { Session, SessionState } from './session.ts'
import { useSessionPart } from './use-session.ts'

/** What is marked in each chart, as filters; a chart that is still loading has none. */
function marksOf({ selections, tiles }: SessionState): [id: string, filters: ChartFilter[]][] {
  return Object.entries(selections).flatMap(([id, selection]): [string, ChartFilter[]][] => {
    const tile = tiles[id]
    return tile?.state === 'ready' ? [[id, filtersOf(selection, tile.plan.axes)]] : []
  })
}

/** The filters that the board's file has, and those of what is marked. */
export function boardFilters({ filters }: BoardFile, state: SessionState): ChartFilter[] {
  return [...filters, ...marksOf(state).flatMap(([, marks]) => marks)]
}

/** Every filter that is on, each with its way out. */
export function BoardFilters({
  session,
  board,
  columns = [],
  onChange,
}: {
  session: Session
  board: BoardFile
  columns: Column[] | undefined
  onChange: (board: BoardFile) => void
}) {
  useSessionPart(session, ({ selections }) => selections)
  const chips: Chip[] = [
    ...board.filters.map((filter, index) => ({
      id: `board ${index}`,
      filters: [filter],
      onRemove: () => onChange({ ...board, filters: board.filters.filter((_, place) => place !== index) }),
    })),
    ...marksOf(session.snapshot()).map(([id, filters]) => ({
      id,
      filters,
      onRemove: () => session.select(id, null),
    })),
  ]
  const clear = () => {
    session.clear()
    if (board.filters.length > 0) onChange({ ...board, filters: [] })
  }
  return <FilterChips chips={chips} columns={columns} onClear={clear} />
}

/** The rows that pass every filter that is on. */
export function BoardRows({
  session,
  board,
  rows,
}: {
  session: Session
  board: BoardFile
  rows: LoadedRows
}) {
  useSessionPart(session, ({ selections }) => selections)
  return <RowsGrid rows={rows} filters={boardFilters(board, session.snapshot())} />
}
