import { memo } from 'react'
import type { Cell } from '#shared/value.ts'
import { cx } from '../cx.ts'
import type { PlacedColumn } from './columns.ts'
import css from './data-grid.module.css'
import { alignOf, CellView } from './grid-cell.tsx'
import { cellRole, rowRole } from './roles.ts'
import type { MarkCell } from './types.ts'

interface GridRowProps {
  id: string
  row: number
  y: number
  height: number
  placed: PlacedColumn[]
  /** Places of the columns that are drawn. */
  drawn: number[]
  cell: (row: number, column: number) => Cell | undefined
  cutLength: (row: number, column: number) => number | undefined
  decimals: readonly number[]
  mark?: MarkCell | undefined
  /** Counts arrivals of pages: a row whose cells were loading draws again. */
  version: number
  /** Place of the active cell when it is in this row. */
  active: number | null
  /** Selected places in this row, inclusive. */
  selected: readonly [number, number] | null
}

/** One row: pinned cells stay at the left, only columns in view are drawn. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { id, row, y, height, placed, drawn, cell, cutLength, decimals, active, selected } = props
  return (
    <div {...rowRole(row + 2)} className={css.row} style={{ transform: `translateY(${y}px)`, height }}>
      {drawn.map((place) => {
        const column = placed[place]
        if (!column) return null
        const value = cell(row, column.index)
        const mark = props.mark?.(row, column.index, (index) => cell(row, index)) ?? null
        const isSelected = selected !== null && place >= selected[0] && place <= selected[1]
        return (
          <div
            key={column.index}
            id={`${id}-${row}-${place}`}
            {...cellRole(place, isSelected, value === undefined)}
            data-place={place}
            data-row={row}
            data-tone={mark?.tone}
            className={cx(
              css.cell,
              alignOf(column.column.type) === 'end' && css.end,
              column.pinned && css.pinned,
              isSelected && css.selected,
              active === place && css.active,
            )}
            style={{ left: column.left, width: column.width }}
          >
            {mark?.content ?? (
              <CellView
                value={value}
                type={column.column.type}
                decimals={decimals[column.index] ?? 0}
                cut={cutLength(row, column.index)}
              />
            )}
          </div>
        )
      })}
    </div>
  )
})
