import { memo, useCallback, useRef, useState } from 'react'
import type { BoardChart } from '#shared/format/board.ts'
import { ChartFields, chartText, whereSql } from '../ui/chart/index.ts'
import { Ellipsis } from '../ui/icons.ts'
import { Button, IconButton, Menu, type MenuEntry, type ProvenanceProps, StateView } from '../ui/index.ts'
import type { BoardTile } from './board-model.ts'
import css from './charts.module.css'
import { exportItems } from './export-menu.tsx'
import { openChartFile } from './open.ts'
import { pictureProvenance } from './provenance.ts'
import type { LoadedRows } from './rows.ts'
import type { Session } from './session.ts'
import { TileView } from './tile-view.tsx'

/** What can be done with a chart of a board. */
export interface Moves {
  first: boolean
  last: boolean
  move: (by: number) => void
  change: (chart: BoardChart | null) => void
}

/** One chart of a board, with its menu. A brush draws what it shows anew, and not what stands around it. */
export const BoardTileView = memo(function BoardTileView({
  tile,
  session,
  rows,
  moves,
  from,
  onRetry,
  onText,
}: {
  tile: BoardTile
  session: Session
  rows: LoadedRows | undefined
  moves: Moves
  from: ProvenanceProps
  onRetry: () => void
  onText: () => void
}) {
  const [table, setTable] = useState(false)
  const [editing, setEditing] = useState(false)
  const picture = useRef<SVGSVGElement | null>(null)
  // Always the same, as a chart is drawn again for a new one.
  const keepPicture = useCallback((svg: SVGSVGElement) => {
    picture.current = svg
  }, [])
  const { chart, file } = tile
  const asked = 'asked' in tile ? tile.asked : null
  const title = tile.title ?? (asked ? chartText(asked.spec, rows?.columns) : (file ?? ''))
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '_').slice(0, 60)
  const items: MenuEntry[] = [
    { id: 'table', label: table ? 'Show as chart' : 'Show as table', run: () => setTable(!table) },
    file === null
      ? { id: 'fields', label: editing ? 'Hide columns' : 'Choose columns', run: () => setEditing(!editing) }
      : { id: 'open', label: 'Open chart', run: () => openChartFile(file) },
    {
      id: 'wide',
      label: 'Whole width',
      checked: chart.wide,
      run: () => moves.change({ ...chart, wide: !chart.wide }),
    },
    { separator: 'place' },
    {
      id: 'back',
      label: 'Move back',
      run: () => moves.move(-1),
      ...(moves.first && { disabledReason: 'It is the first' }),
    },
    {
      id: 'on',
      label: 'Move on',
      run: () => moves.move(1),
      ...(moves.last && { disabledReason: 'It is the last' }),
    },
    { separator: 'export' },
    ...exportItems(
      name,
      () => (table ? null : picture.current),
      () => (rows ? pictureProvenance(title, rows, from, whereSql(session.filters(), rows.columns)) : null),
    ),
    { separator: 'remove' },
    { id: 'remove', label: 'Remove from board', run: () => moves.change(null) },
  ]
  return (
    <section className={css.tile} data-wide={chart.wide || undefined} aria-label={title}>
      <header className={css.tileHead}>
        <h2 title={title}>{title}</h2>
        <Menu label={`More for ${title}`} items={items} placement="bottom end">
          <IconButton icon={Ellipsis} label={`More for ${title}`} />
        </Menu>
      </header>
      {editing && asked && rows && !('chart' in chart) && (
        <ChartFields
          spec={asked.spec}
          columns={rows.handle.columns}
          onChange={(spec) => moves.change({ ...chart, ...spec })}
        />
      )}
      {asked ? (
        <TileView
          id={asked.id}
          session={session}
          table={table}
          what={asked.data.source ?? asked.data.query ?? ''}
          onRetry={onRetry}
          onText={onText}
          onPicture={keepPicture}
        />
      ) : (
        <StateView
          state="empty"
          title={`${file ?? 'The chart'} cannot be read. Make it again, or take it off this board.`}
          actions={<Button onPress={() => moves.change(null)}>Remove from board</Button>}
        />
      )}
    </section>
  )
})
