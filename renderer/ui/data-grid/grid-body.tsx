import type { PlacedColumn } from './columns.ts'
import css from './data-grid.module.css'
import { GridRow } from './grid-row.tsx'
import { gridRoles } from './roles.ts'
import { type GridRange, inRange } from './selection.ts'
import type { GridPoint, MarkCell } from './types.ts'
import type { Pages } from './use-pages.ts'

/** The rows that are drawn, each at its place in the window on them. */
export function GridBody(props: {
  id: string
  pages: Pages
  rows: { from: number; to: number }
  view: { height: number; top: number }
  rowHeight: number
  placed: PlacedColumn[]
  drawn: number[]
  mark: MarkCell | undefined
  active: GridPoint | null
  range: GridRange | null
}) {
  const { id, pages, view, rowHeight, placed, drawn, active, range } = props
  const { cache, version, decimals } = pages
  const rows: number[] = []
  for (let row = props.rows.from; row < props.rows.to; row++) rows.push(row)
  return (
    <div {...gridRoles.group} className={css.body} style={{ height: view.height }}>
      {rows.map((row) => (
        <GridRow
          key={row}
          id={id}
          row={row}
          y={row * rowHeight - view.top}
          height={rowHeight}
          placed={placed}
          drawn={drawn}
          cell={cache.cell}
          cutLength={cache.cutLength}
          decimals={decimals}
          mark={props.mark}
          version={cache.has(row) ? -1 : version}
          active={active?.row === row ? active.column : null}
          selected={
            range && inRange(range, row, range.firstColumn) ? [range.firstColumn, range.lastColumn] : null
          }
        />
      ))}
    </div>
  )
}
