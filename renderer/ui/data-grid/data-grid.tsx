import { useEffect, useEffectEvent, useId, useImperativeHandle, useMemo, useRef, useState } from 'react'
import { hiddenAt, pinnedAt, resized, sortedBy } from './arrange.ts'
import { columnMenu } from './column-menu.ts'
import { columnsInView, moveColumn, placeColumns, revealColumn } from './columns.ts'
import type { CopyForm } from './copy-as.ts'
import { copyCells, copyCellsAs } from './copy-cells.ts'
import css from './data-grid.module.css'
import { appErrorMessage } from './error-text.ts'
import { fitColumn } from './fit.ts'
import { GridHead } from './grid-head.tsx'
import { type GridAction, gridAction } from './grid-keys.ts'
import { GridRow } from './grid-row.tsx'
import { headProfileHeight } from './head-profile.tsx'
import { gridRole, gridRoles } from './roles.ts'
import { revealRow, rowsInView } from './scroll.ts'
import { type GridSelection, inRange, movePoint, pointOf, rangeOf } from './selection.ts'
import type {
  CellContext,
  GridCells,
  GridLayout,
  GridPoint,
  GridSort,
  GridSource,
  HeadProfile,
  MarkCell,
} from './types.ts'
import { createDecimals, usePages } from './use-pages.ts'
import { cellsOf, useTellSelection } from './use-tell-selection.ts'
import { useViewport } from './use-viewport.ts'

const bareHeadHeight = 40
/** Rows drawn beyond either edge, so that a step of the wheel shows no gap. */
const overscan = 4

export interface DataGridHandle {
  focus(): void
  copyAs(form: CopyForm): void
  goTo(point: { row?: number; column?: string }): void
}

export interface DataGridProps {
  source: GridSource
  label: string
  layout: GridLayout
  onLayout: (layout: GridLayout) => void
  sort?: GridSort[] | undefined
  /** Sorting is offered when given; the source then comes back sorted. */
  onSort?: ((sort: GridSort[]) => void) | undefined
  onFilter?: ((cell: CellContext) => void) | undefined
  onInspect?: ((cell: CellContext) => void) | undefined
  /** The cell under the keyboard, whenever it or its value changes. */
  onActive?: ((cell: CellContext | null) => void) | undefined
  /** The selected cells whenever they change; null when it is one or none. */
  onSelection?: ((cells: GridCells | null) => void) | undefined
  /** Indexes of the columns that can be seen, whenever they change. */
  onColumnsInView?: ((indexes: number[]) => void) | undefined
  /** What is known of a column's values, drawn in its head; without it the heads are lower. */
  profileOf?: ((index: number) => HeadProfile | undefined) | undefined
  /** Shows or hides what is known of the values in the heads. */
  onProfiles?: ((shown: boolean) => void) | undefined
  /** Text that Copy with provenance puts below the cells. */
  provenance?: (() => string) | undefined
  position?: { top: number; left: number } | undefined
  onPosition?: ((position: { top: number; left: number }) => void) | undefined
  /** Marks cells, e.g. those that differ; the same function as long as it marks the same. */
  mark?: MarkCell | undefined
  /** Px of a row (24 by default). */
  rowHeight?: number | undefined
  ref?: React.Ref<DataGridHandle> | undefined
}

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
  const { cache, version } = usePages(source)
  const decimalsOf = useMemo(() => createDecimals(source.columns.length), [source])
  const decimals = decimalsOf.read(cache)
  const view = useViewport(scroller, source.rows, rowHeight, headHeight, props.position ?? start)
  const [selection, setSelection] = useState<GridSelection | null>(null)

  const narrow = view.width > 0 && view.width < 560
  const placed = useMemo(
    () => placeColumns(source.columns, layout, narrow ? 1 : Infinity),
    [source, layout, narrow],
  )
  const total = placed.reduce((sum, column) => sum + column.width, 0)
  const drawnKey = columnsInView(placed, view.left, view.width).join()
  const drawn = useMemo(() => (drawnKey === '' ? [] : drawnKey.split(',').map(Number)), [drawnKey])
  const { first, end } = rowsInView(source.rows, rowHeight, view.height, view.top)
  const from = Math.max(0, first - overscan)
  const to = Math.min(source.rows, end + overscan)

  useEffect(() => {
    if (view.height > 0) void cache.want(from, to)
  }, [cache, from, to, view.height])

  // A first fit of widths, once the first rows are here; after that they are the user's.
  const loaded = version > 0 || source.rows === 0
  useEffect(() => {
    const element = scroller.current
    if (!element || !loaded) return
    const missing = layout.order.filter((index) => layout.widths[index] === undefined)
    if (missing.length === 0) return
    const page = cache.pages()[0]
    const widths = { ...layout.widths }
    for (const index of missing) {
      const column = source.columns[index]
      if (column) widths[index] = fitColumn(column, page?.columns[index] ?? [], element)
    }
    onLayout({ ...layout, widths })
  }, [loaded, layout, source, cache, onLayout])

  const contextOf = (point: GridPoint): CellContext | null => {
    const column = placed[point.column]
    if (!column || point.row >= source.rows) return null
    return {
      row: point.row,
      index: column.index,
      column: column.column,
      value: cache.cell(point.row, column.index),
    }
  }
  const size = { rows: source.rows, columns: placed.length, page: Math.max(1, end - first - 1) }
  const active = selection?.active ?? null
  const range = selection ? rangeOf(selection) : null

  const reveal = (point: GridPoint) =>
    view.scrollTo({
      top: revealRow(point.row, rowHeight, view.height, view.top),
      left: revealColumn(placed, point.column, view.width, view.left),
    })
  const select = (active: GridPoint, extend: boolean) => {
    setSelection((before) => ({ active, anchor: extend && before ? before.anchor : active }))
    reveal(active)
  }

  // Another order or fewer rows: from the top, in the same column.
  const before = useRef(source)
  useEffect(() => {
    if (before.current === source) return
    before.current = source
    view.scrollTo({ top: 0 })
    setSelection((was) => {
      if (!was) return was
      const point = { row: 0, column: was.active.column }
      return { active: point, anchor: point }
    })
  }, [source, view.scrollTo])

  const inView = drawn.map((place) => placed[place]?.index ?? -1).join()
  const tellInView = useEffectEvent((indexes: number[]) => props.onColumnsInView?.(indexes))
  useEffect(() => {
    if (inView !== '') tellInView(inView.split(',').map(Number))
  }, [inView])
  const tellActive = useEffectEvent(() => props.onActive?.(active && contextOf(active)))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a value that arrives later is told as well
  useEffect(() => tellActive(), [active, version, source])
  useTellSelection(range, placed, props.onSelection)
  const tellPosition = useEffectEvent(() => props.onPosition?.({ top: view.top, left: view.left }))
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once the scrolling rests
  useEffect(() => {
    const timer = setTimeout(tellPosition, 200)
    return () => clearTimeout(timer)
  }, [view.top, view.left])

  useImperativeHandle(props.ref, () => ({
    copyAs: (form) => copyAs(form),
    focus: () => scroller.current?.focus(),
    goTo({ row, column }) {
      const place = column === undefined ? -1 : placed.findIndex((item) => item.column.name === column)
      select(
        {
          row: Math.min(Math.max(row ?? active?.row ?? 0, 0), Math.max(0, source.rows - 1)),
          column: place >= 0 ? place : (active?.column ?? 0),
        },
        false,
      )
      scroller.current?.focus()
    },
  }))

  const sortBy = (index: number, descending: boolean | null | undefined, add: boolean) => {
    const name = source.columns[index]?.name
    if (name !== undefined) onSort?.(sortedBy(sort, name, descending, add))
  }
  const setWidth = (index: number, width: number) => onLayout(resized(layout, index, width))
  const fitAt = (index: number) => {
    const column = source.columns[index]
    if (!column || !scroller.current) return
    const values = cache.pages().flatMap((page) => page.columns[index]?.slice(0, 100) ?? [])
    setWidth(index, fitColumn(column, values, scroller.current))
  }
  const pin = (place: number) => onLayout(pinnedAt(layout, placed, place))
  const move = (place: number, step: number) => {
    const next = moveColumn(layout, place, step)
    if (next === layout) return
    onLayout(next)
    if (active?.column === place) select({ row: active.row, column: place + step }, false)
  }
  const hide = (place: number) => {
    const next = hiddenAt(layout, placed, place)
    if (!next) return
    onLayout(next)
    if (active && active.column >= placed.length - 1) select({ ...active, column: placed.length - 2 }, false)
  }
  const chosenCells = range && cellsOf(range, placed)
  const copy = (headers: boolean, provenance = false) => {
    const below = provenance ? props.provenance?.() : undefined
    if (chosenCells) void copyCells(source, chosenCells, { headers, below })
  }
  const copyAs = (form: CopyForm) => chosenCells && void copyCellsAs(source, chosenCells, form)

  // The button is drawn once its column is the active one.
  const openMenu = (place: number) =>
    requestAnimationFrame(() => document.getElementById(`${id}-menu-${place}`)?.click())

  const act = (action: GridAction): void => {
    const point = active ?? { row: 0, column: 0 }
    const column = placed[point.column]
    if (!column) return
    const cell = contextOf(point)
    const acts: Record<GridAction, () => void> = {
      inspect: () => cell && props.onInspect?.(cell),
      sort: () => sortBy(column.index, undefined, false),
      'sort-add': () => sortBy(column.index, undefined, true),
      filter: () => cell && props.onFilter?.(cell),
      hide: () => hide(point.column),
      pin: () => pin(point.column),
      copy: () => copy(false),
      'copy-headers': () => copy(true),
      'copy-provenance': () => copy(true, true),
      all: () =>
        setSelection({
          anchor: { row: 0, column: 0 },
          active: { row: Math.max(0, source.rows - 1), column: placed.length - 1 },
        }),
      menu: () => openMenu(point.column),
      narrower: () => setWidth(column.index, column.width - 16),
      wider: () => setWidth(column.index, column.width + 16),
      'move-left': () => move(point.column, -1),
      'move-right': () => move(point.column, 1),
    }
    acts[action]()
  }

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    const moved = event.altKey
      ? null
      : movePoint(
          active ?? { row: 0, column: 0 },
          { key: event.key, mod: event.ctrlKey || event.metaKey },
          size,
        )
    const action = moved ? null : gridAction(event)
    if (!moved && !action) return
    event.preventDefault()
    event.stopPropagation()
    if (moved) select(active ? moved : { row: 0, column: 0 }, event.shiftKey)
    else if (action) act(action)
  }

  const dragging = useRef(false)

  const events = {
    onKeyDown,
    onFocus: (event: React.FocusEvent) => {
      if (event.target === event.currentTarget && !selection && source.rows > 0) {
        setSelection({ active: { row: first, column: 0 }, anchor: { row: first, column: 0 } })
      }
    },
    onPointerDown: (event: React.PointerEvent) => {
      const point = pointOf(event)
      if (!point || event.button !== 0) return
      dragging.current = true
      setSelection((before) => ({
        active: point,
        anchor: event.shiftKey && before ? before.anchor : point,
      }))
    },
    onPointerMove: (event: React.PointerEvent) => {
      if (!dragging.current || event.buttons !== 1) return
      const point = pointOf(event)
      if (point) setSelection((before) => before && { ...before, active: point })
    },
    onPointerUp: () => {
      dragging.current = false
    },
    onClick: (event: React.MouseEvent) => {
      const target = event.target instanceof Element ? event.target : null
      const head = target?.closest<HTMLElement>('[data-head]')
      if (head && !target?.closest('[data-quiet]')) {
        sortBy(Number(head.dataset.head), undefined, event.shiftKey)
      }
    },
    onContextMenu: (event: React.MouseEvent) => {
      const target = event.target instanceof Element ? event.target : null
      const head = target?.closest<HTMLElement>('[data-head]')
      const place = head ? placed.findIndex(({ index }) => index === Number(head.dataset.head)) : -1
      const point = pointOf(event) ?? (place < 0 ? null : { row: active?.row ?? first, column: place })
      if (!point) return
      event.preventDefault()
      if (!range || !inRange(range, point.row, point.column)) setSelection({ active: point, anchor: point })
      openMenu(point.column)
    },
    onDoubleClick: (event: React.MouseEvent) => {
      const point = pointOf(event)
      const cell = point && contextOf(point)
      if (cell) props.onInspect?.(cell)
    },
  }

  const rows: number[] = []
  for (let row = from; row < to; row++) rows.push(row)
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
          active ? `${id}-${active.row}-${active.column}` : undefined,
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
              onWidth={setWidth}
              onFit={fitAt}
              active={active?.column ?? null}
              menuOf={(place) => menuOf(place)}
              profileOf={props.profileOf}
            />
            <div {...gridRoles.group} className={css.body} style={{ height: view.height }}>
              {rows.map((row) => {
                const selected = range && inRange(range, row, range.firstColumn)
                return (
                  <GridRow
                    key={row}
                    id={id}
                    row={row}
                    y={row * rowHeight - view.top}
                    height={rowHeight}
                    placed={placed}
                    drawn={drawn}
                    cell={cache.cell}
                    decimals={decimals}
                    mark={props.mark}
                    version={cache.has(row) ? -1 : version}
                    active={active?.row === row ? active.column : null}
                    selected={selected && range ? [range.firstColumn, range.lastColumn] : null}
                  />
                )
              })}
            </div>
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

  function menuOf(place: number) {
    const column = placed[place]
    if (!column) return []
    const point = active && active.column === place ? active : null
    const cell = point && contextOf(point)
    return columnMenu(
      column.column.name,
      {
        sort: sort.find((key) => key.column === column.column.name),
        pinned: column.pinned,
        hasCell: cell !== null,
      },
      {
        sort: onSort && ((descending) => sortBy(column.index, descending, false)),
        filter: props.onFilter && (() => cell && props.onFilter?.(cell)),
        inspect: props.onInspect && (() => cell && props.onInspect?.(cell)),
        copy: (headers) => copy(headers),
        copyProvenance: props.provenance && (() => copy(true, true)),
        copyAs,
        copyName: () => void navigator.clipboard.writeText(column.column.name),
        pin: () => pin(place),
        hide: placed.length > 1 ? () => hide(place) : undefined,
        fitWidth: () => fitAt(column.index),
        profiles: props.onProfiles && {
          shown: props.profileOf !== undefined,
          show: props.onProfiles,
        },
        move: (step) => move(place, step),
      },
    )
  }
}
