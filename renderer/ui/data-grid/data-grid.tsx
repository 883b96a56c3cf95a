import { useId, useImperativeHandle, useRef } from 'react'
import { cellActions } from './cell-actions.ts'
import { columnActions } from './column-actions.ts'
import css from './data-grid.module.css'
import { appErrorMessage } from './error-text.ts'
import { GridBody } from './grid-body.tsx'
import { GridHead } from './grid-head.tsx'
import { gridKeyboard } from './grid-keyboard.ts'
import { menuOf } from './grid-menu.ts'
import { headProfileHeight } from './head-profile.tsx'
import type { DataGridProps } from './props.ts'
import { gridRole, gridRoles } from './roles.ts'
import type { GridPoint, GridSort } from './types.ts'
import { useColumns } from './use-columns.ts'
import { useFirstFit } from './use-first-fit.ts'
import { usePages } from './use-pages.ts'
import { usePointer } from './use-pointer.ts'
import { useRows } from './use-rows.ts'
import { useSelection } from './use-selection.ts'
import { useTellActive, useTellColumns, useTellPosition, useTellSelection } from './use-tell.ts'
import { useViewport } from './use-viewport.ts'

const bareHeadHeight = 40
const start = { top: 0, left: 0 }
const noSort: GridSort[] = []

/**
 * A grid over a whole result: rows and columns are virtual, memory is bounded, one scroll bar spans it all.
 * The grid itself has the focus and names its active cell.
 */
export function DataGrid(props: DataGridProps) {
  const { source, label, layout, onLayout, sort = noSort, onSort, rowHeight = 24 } = props
  const headHeight = bareHeadHeight + (props.profileOf ? headProfileHeight : 0)
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const pages = usePages(source)
  const { cache, version } = pages
  const view = useViewport(scroller, source.rows, rowHeight, headHeight, props.position ?? start)
  const rows = useRows(source, cache, rowHeight, view)
  const { placed, total, drawn } = useColumns(source, layout, view)
  const loaded = version > 0 || source.rows === 0
  useFirstFit(scroller, { source, cache, loaded, layout, onLayout, placed, drawn })
  const selecting = useSelection(source, placed, rowHeight, view)
  const { active, range } = selecting

  const cells = cellActions({ source, cache, placed, selecting, provenance: props.provenance })
  const columns = columnActions({
    source,
    cache,
    scroller,
    placed,
    layout,
    onLayout,
    sort,
    onSort,
    selecting,
  })
  // The button is drawn once its column is the active one.
  const openMenu = (place: number) =>
    requestAnimationFrame(() => document.getElementById(`${id}-menu-${place}`)?.click())
  const page = Math.max(1, rows.end - rows.first - 1)
  const onKeyDown = gridKeyboard({ props, source, placed, page, selecting, columns, cells, openMenu })
  const pointer = usePointer({
    placed,
    first: rows.first,
    selecting,
    columns,
    cells,
    onInspect: props.onInspect,
    openMenu,
  })

  const events = {
    ...pointer,
    onKeyDown,
    onFocus(event: React.FocusEvent) {
      if (event.target === event.currentTarget && !active && source.rows > 0) {
        selecting.choose({ row: rows.first, column: 0 })
      }
    },
  }

  useTellColumns(placed, drawn, props.onColumnsInView)
  useTellActive(active, [version, source], cells.contextOf, props.onActive)
  useTellSelection(range, placed, props.onSelection)
  useTellPosition(view, props.onPosition)

  useImperativeHandle(props.ref, () => ({
    copyAs: cells.copyAs,
    focus: () => scroller.current?.focus(),
    goTo({ row, column, focus = true }) {
      const place = column === undefined ? -1 : placed.findIndex((item) => item.column.name === column)
      // First, since a grid that gets the focus chooses a cell of its own.
      if (focus) scroller.current?.focus()
      selecting.select(
        {
          row: Math.min(Math.max(row ?? active?.row ?? 0, 0), Math.max(0, source.rows - 1)),
          column: place >= 0 ? place : (active?.column ?? 0),
        },
        false,
      )
    },
  }))

  // A cell that was scrolled away is no element that could be named.
  const isDrawn = (point: GridPoint | null): point is GridPoint =>
    point !== null && point.row >= rows.from && point.row < rows.to && drawn.includes(point.column)
  const failure = cache.error()
  return (
    <div className={css.frame}>
      <div
        ref={scroller}
        className={css.grid}
        {...gridRole(
          label,
          source.rows,
          placed.length,
          isDrawn(active) ? `${id}-${active.row}-${active.column}` : undefined,
        )}
        {...events}
      >
        <div
          {...gridRoles.plain}
          className={css.space}
          style={{ height: view.space.content + headHeight, width: total, minWidth: '100%' }}
        >
          <div {...gridRoles.plain} className={css.layer}>
            <GridHead
              id={id}
              height={headHeight}
              placed={placed}
              drawn={drawn}
              sort={sort}
              sortable={onSort !== undefined}
              onWidth={columns.setWidth}
              onFit={columns.fit}
              active={active?.column ?? null}
              menuOf={(place) => menuOf(place, { props, placed, active, sort, columns, cells })}
              profileOf={props.profileOf}
            />
            <GridBody
              id={id}
              pages={pages}
              rows={rows}
              view={view}
              rowHeight={rowHeight}
              placed={placed}
              drawn={drawn}
              mark={props.mark}
              active={active}
              range={range}
            />
          </div>
        </div>
      </div>
      {failure !== null && (
        <div className={css.failed} role="alert">
          {appErrorMessage(failure)}
        </div>
      )}
    </div>
  )
}
