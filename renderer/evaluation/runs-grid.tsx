import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Run } from '#shared/contract/evaluation.ts'
import { ArrowDown, ArrowUp } from '../ui/icons.ts'
import { cx, Icon, plural, useNarrow } from '../ui/index.ts'
import type { RunColumn } from './columns.ts'
import css from './evaluation.module.css'
import type { RunSort } from './filter.ts'
import type { TableItem } from './group.ts'
import { GroupRow } from './group-row.tsx'
import type { LedgerRow } from './ledger.ts'
import { gridRole, headRole, headRowRole, isEnd, marksRole, plainRole } from './roles.ts'
import { RunRow } from './run-row.tsx'

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
    overscan: 6,
    // The head covers what is scrolled under it.
    scrollPaddingStart: 28,
  })
  const at = useMemo(
    () =>
      Math.max(
        0,
        items.findIndex(({ id }) => id === (focused ?? opened)),
      ),
    [items, focused, opened],
  )
  const current = items[at]
  const template = `${markWidth}px ${columns.map(({ width }) => `minmax(${width}px, ${width}fr)`).join(' ')}`
  const width = columns.reduce((sum, column) => sum + column.width, markWidth)
  const stuck = useMemo(() => stickyOffsets(columns, markWidth), [columns, markWidth])
  const picked = useMemo(() => new Set(selected), [selected])
  const isWide = useNarrow(host, width)

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
  const press = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement
    const { run, group } = target.closest<HTMLElement>('[data-run], [data-group]')?.dataset ?? {}
    const id = run ?? group
    const tick = target.closest('[data-tick]') !== null
    if (id === undefined || (!tick && target.closest('button'))) return
    setFocused(id)
    host.current?.focus({ preventScroll: true })
    if (group !== undefined) props.onFold(id)
    else if (tick || event.ctrlKey || event.metaKey || event.shiftKey) props.onToggle(id)
    else props.onOpen(id)
  }
  const nextSort = (id: string): RunSort | null => {
    if (sort?.column !== id) return { column: id, descending: false }
    return sort.descending ? null : { column: id, descending: true }
  }

  const grouped = items.some(({ kind }) => kind === 'group')
  return (
    <div
      ref={host}
      className={css.grid}
      data-wide={isWide || undefined}
      {...gridRole(label, items.length, columns.length, current && `run-${current.id}`, grouped)}
      {...{ onKeyDown: keys, onClick: press }}
      style={{ '--columns': template, '--width': `${width}px` } as CSSProperties}
    >
      <div className={css.gridHead} {...headRowRole}>
        <span {...marksRole} className={css.stuck} style={{ left: 0 }} />
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
      <div className={css.gridBody} style={{ height: virtual.getTotalSize() }} {...plainRole}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const item = items[index]
          if (!item) return null
          const focused = index === at
          if (item.kind === 'group') {
            return (
              <GroupRow
                key={item.id}
                item={item}
                columns={columns}
                index={index}
                start={start}
                focused={focused}
              />
            )
          }
          return (
            <RunRow
              key={item.id}
              row={item.row}
              columns={columns}
              stuck={stuck}
              index={index}
              start={start}
              grouped={grouped}
              against={props.against.get(item.id)}
              picked={picked.has(item.id)}
              focused={focused}
              opened={item.id === opened}
              mark={item.id === baseline ? 'baseline' : pinned.includes(item.id) ? 'pinned' : null}
            />
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
