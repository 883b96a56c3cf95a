import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, type Ref, useImperativeHandle, useRef, useState } from 'react'
import type { Run } from '#shared/contract/evaluation.ts'
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Pin, Star } from '../ui/icons.ts'
import { cx, Icon, plural } from '../ui/index.ts'
import type { RunColumn } from './columns.ts'
import css from './evaluation.module.css'
import type { RunSort } from './filter.ts'
import type { TableItem } from './group.ts'
import type { LedgerRow } from './ledger.ts'
import { metricText } from './metrics.ts'
import {
  cellRole,
  gridRole,
  groupRole,
  headRole,
  headRowRole,
  isEnd,
  marksRole,
  plainRole,
  runRole,
} from './roles.ts'
import { RunCell } from './run-cell.tsx'

const rowHeight = 24

interface RunsGridProps {
  ref?: Ref<HTMLDivElement>
  label: string
  columns: readonly RunColumn[]
  items: readonly TableItem[]
  /** Runs before the filter. */
  total: number
  selected: readonly string[]
  opened: string | null
  against: ReadonlyMap<string, Run>
  baseline: string | null
  pinned: readonly string[]
  sort: RunSort | null
  onSort: (sort: RunSort | null) => void
  onToggle: (id: string) => void
  onOpen: (id: string) => void
  onFold: (id: string) => void
  /** A letter key, with the row it was pressed on. */
  onKey: (key: string, row: LedgerRow | undefined) => void
}

/** The runs table: rows are virtual, arrows walk, Space selects, Enter opens. */
export function RunsGrid(props: RunsGridProps) {
  const { ref, label, columns, items, selected, opened, baseline, pinned, sort } = props
  const host = useRef<HTMLDivElement>(null)
  useImperativeHandle(ref, () => host.current as HTMLDivElement)
  // Room for a star or a pin beside the tick, once there is one.
  const markWidth = baseline === null && pinned.length === 0 ? 30 : 48
  const [focused, setFocused] = useState<string | null>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => host.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head covers what is scrolled under it.
    scrollPaddingStart: 28,
  })
  const at = Math.max(
    0,
    items.findIndex(({ id }) => id === (focused ?? opened)),
  )
  const current = items[at]
  const template = `${markWidth}px ${columns.map(({ width }) => `minmax(${width}px, ${width}fr)`).join(' ')}`
  const width = columns.reduce((sum, column) => sum + column.width, markWidth)
  const stuck = stickyOffsets(columns, markWidth)

  const goTo = (index: number) => {
    const next = items[Math.max(0, Math.min(items.length - 1, index))]
    if (!next) return
    setFocused(next.id)
    virtual.scrollToIndex(items.indexOf(next))
    if (opened !== null && next.kind === 'row') props.onOpen(next.id)
  }
  const page = () => Math.max(1, Math.floor((host.current?.clientHeight ?? 240) / rowHeight) - 2)
  const keys = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== host.current || event.ctrlKey || event.metaKey || event.altKey) return
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page(),
      PageUp: at - page(),
      Home: 0,
      End: items.length - 1,
    }
    const move = moves[event.key]
    if (move !== undefined) goTo(move)
    else if (current?.kind === 'group' && ['Enter', ' ', 'ArrowLeft', 'ArrowRight'].includes(event.key)) {
      if ((event.key === 'ArrowLeft') !== current.collapsed || event.key === 'Enter' || event.key === ' ')
        props.onFold(current.id)
    } else if (event.key === ' ' && current) props.onToggle(current.id)
    else if (event.key === 'Enter' && current) props.onOpen(current.id)
    else if (/^[a-z]$/i.test(event.key) || event.key === 'Escape')
      props.onKey(
        event.key.length === 1 ? event.key.toLowerCase() : event.key,
        current?.kind === 'row' ? current.row : undefined,
      )
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const press = (id: string, event: MouseEvent<HTMLDivElement>) => {
    if ((event.target as HTMLElement).closest('button')) return
    setFocused(id)
    host.current?.focus({ preventScroll: true })
    if (event.ctrlKey || event.metaKey || event.shiftKey) props.onToggle(id)
    else props.onOpen(id)
  }
  const nextSort = (id: string): RunSort | null => {
    if (sort?.column !== id) return { column: id, descending: false }
    return sort.descending ? null : { column: id, descending: true }
  }

  return (
    <div
      ref={host}
      className={css.grid}
      {...gridRole(label, items.length, columns.length, current && `run-${current.id}`)}
      {...{ onKeyDown: keys }}
    >
      <div
        className={css.gridHead}
        {...headRowRole}
        style={{ gridTemplateColumns: template, minWidth: width }}
        tabIndex={-1}
      >
        <span {...marksRole} className={css.stuck} style={{ left: 0 }} tabIndex={-1} />
        {columns.map(({ id, title, kind, unit, metric, pinned: fixed }) => {
          const order = sort?.column === id ? (sort.descending ? 'descending' : 'ascending') : 'none'
          const words = `${title}${unit && kind === 'metric' ? `, ${unit}` : ''}`
          const whole = kind === 'delta' ? `${metric?.name} ${words}` : words
          return (
            <span
              key={id}
              {...headRole(order)}
              className={cx(css.headCell, isEnd(kind) && css.end, fixed && css.stuck)}
              {...(fixed && { style: { left: stuck.get(id) } })}
            >
              <button
                type="button"
                tabIndex={-1}
                title={`Sort by ${whole}`}
                aria-label={whole}
                onClick={() => props.onSort(nextSort(id))}
              >
                <span className={css.clip}>{words}</span>
                {order !== 'none' && <Icon of={order === 'descending' ? ArrowDown : ArrowUp} />}
              </button>
            </span>
          )
        })}
      </div>
      {items.length === 0 && (
        <p className={css.noRows}>{`None of ${plural(props.total, 'run')} passes the filter.`}</p>
      )}
      <div style={{ height: virtual.getTotalSize(), minWidth: width, position: 'relative' }} {...plainRole}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const item = items[index]
          if (!item) return null
          const place = {
            gridTemplateColumns: template,
            transform: `translateY(${start}px)`,
            minWidth: width,
          }
          if (item.kind === 'group') {
            return (
              <GroupRow
                key={item.id}
                item={item}
                columns={columns}
                index={index}
                style={place}
                focused={index === at}
                onFold={props.onFold}
              />
            )
          }
          const picked = selected.includes(item.id)
          return (
            <div
              key={item.id}
              id={`run-${item.id}`}
              className={css.gridRow}
              {...runRole(index, picked)}
              data-focused={index === at || undefined}
              data-opened={item.id === opened || undefined}
              style={place}
              {...{ onClick: (event: MouseEvent<HTMLDivElement>) => press(item.id, event) }}
            >
              <span {...cellRole} className={cx(css.marks, css.stuck)} style={{ left: 0 }} tabIndex={-1}>
                <button
                  type="button"
                  tabIndex={-1}
                  className={css.tick}
                  aria-label={picked ? 'Selected' : 'Select'}
                  aria-pressed={picked}
                  onClick={() => {
                    setFocused(item.id)
                    props.onToggle(item.id)
                    host.current?.focus({ preventScroll: true })
                  }}
                />
                {item.id === baseline && <Icon of={Star} label="Baseline" tone="info" />}
                {item.id !== baseline && pinned.includes(item.id) && (
                  <Icon of={Pin} label="Pinned" tone="warn" />
                )}
              </span>
              {columns.map((column) => (
                <span
                  key={column.id}
                  {...cellRole}
                  className={cx(css.gridCell, isEnd(column.kind) && css.end, column.pinned && css.stuck)}
                  {...(column.pinned && { style: { left: stuck.get(column.id) } })}
                >
                  <RunCell row={item.row} column={column} against={props.against.get(item.id)} />
                </span>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function stickyOffsets(columns: readonly RunColumn[], markWidth: number): Map<string, number> {
  const offsets = new Map<string, number>()
  let left = markWidth
  for (const { id, pinned, width } of columns) {
    if (!pinned) break
    offsets.set(id, left)
    left += width
  }
  return offsets
}

function GroupRow({
  item,
  columns,
  index,
  style,
  focused,
  onFold,
}: {
  item: Extract<TableItem, { kind: 'group' }>
  columns: readonly RunColumn[]
  index: number
  style: React.CSSProperties
  focused: boolean
  onFold: (id: string) => void
}) {
  const lead = columns.filter(({ pinned }) => pinned).length
  const [first] = columns.filter(({ kind }) => kind === 'metric')
  const range = first && item.figures.get(first.id)
  return (
    <div
      id={`run-${item.id}`}
      className={cx(css.gridRow, css.groupRow)}
      {...groupRole(index, item.collapsed)}
      data-focused={focused || undefined}
      style={style}
      {...{ onClick: () => onFold(item.id) }}
    >
      <span
        {...cellRole}
        className={css.groupTitle}
        style={{ gridColumn: `1 / span ${lead + 1}` }}
        tabIndex={-1}
      >
        <Icon of={item.collapsed ? ChevronRight : ChevronDown} tone="muted" />
        <span className={css.clip} title={item.title}>
          {item.title}
        </span>
        <span className={css.quiet}>{plural(item.count, 'run')}</span>
      </span>
      {columns.slice(lead).map((column) => {
        const figure = item.figures.get(column.id)
        return (
          <span
            key={column.id}
            {...cellRole}
            className={cx(css.gridCell, isEnd(column.kind) && css.end)}
            tabIndex={-1}
          >
            {column.kind === 'metric' && figure ? (
              <span
                title={`median; ${metricText(figure.min, column.decimals)} to ${metricText(figure.max, column.decimals)}`}
              >
                {metricText(figure.median, column.decimals)}
              </span>
            ) : column.kind === 'from' && first && range && item.count > 1 ? (
              <span className={css.quiet}>
                {`medians; ${first.title} ${metricText(range.min, first.decimals)} to ${metricText(range.max, first.decimals)}`}
              </span>
            ) : null}
          </span>
        )
      })}
    </div>
  )
}
