import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type MouseEvent, useId, useRef } from 'react'
import { ArrowDown, ArrowUp } from '../../ui/icons.ts'
import { Icon } from '../../ui/index.ts'
import type { ProfileBook } from './book.ts'
import type { Order, OrderBy } from './order.ts'
import { ProfileRow } from './profile-row.tsx'
import css from './profile-view.module.css'
import { useLook } from './use-book.ts'

const rowHeight = 32

const heads: { title: string; by?: OrderBy; end?: true }[] = [
  { title: 'Column', by: 'name' },
  { title: 'Type', by: 'type' },
  { title: 'Values' },
  { title: 'NULL', by: 'nulls' },
  { title: 'Distinct', by: 'distinct', end: true },
  { title: 'Min', end: true },
  { title: 'Median', end: true },
  { title: 'Max', end: true },
]

/** Roles of a table whose own focus walks its rows. */
const headRow = { role: 'row', 'aria-rowindex': 1 }
const group = { role: 'rowgroup' }

/** The columns as a table: rows are virtual, arrows walk, Enter goes into what is known of a column. */
export function ProfileTable({
  book,
  label,
  places,
  active,
  order,
  onOrder,
  onActive,
  onOpen,
}: {
  book: ProfileBook
  label: string
  places: readonly number[]
  active: number
  order: Order
  onOrder: (order: Order) => void
  onActive: (place: number) => void
  onOpen: () => void
}) {
  const id = useId()
  const host = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: places.length,
    getScrollElement: () => host.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    // The head covers what is scrolled under it.
    scrollPaddingStart: 28,
  })
  const rows = virtual.getVirtualItems()
  useLook(
    book,
    rows.flatMap(({ index }) => places[index] ?? []),
    true,
  )
  const at = Math.max(0, places.indexOf(active))
  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(places.length - 1, index))
    const place = places[next]
    if (place === undefined) return
    virtual.scrollToIndex(next)
    onActive(place)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== host.current || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((host.current?.clientHeight ?? 320) / rowHeight) - 2)
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: places.length - 1,
    }
    const move = moves[event.key]
    if (move !== undefined) goTo(move)
    else if (event.key === 'Enter') onOpen()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onClick = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null
    if (!row) return
    host.current?.focus({ preventScroll: true })
    onActive(Number(row.dataset.place))
    onOpen()
  }
  const grid = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': label,
    'aria-rowcount': places.length + 1,
    'aria-colcount': heads.length,
    // A row that is scrolled away does not stand there.
    ...(rows.some(({ index }) => index === at) && { 'aria-activedescendant': `${id}-${places[at]}` }),
  }
  return (
    <div ref={host} className={css.table} {...grid} {...{ onKeyDown, onClick }}>
      <div className={css.head} {...headRow}>
        {heads.map((head) => (
          <Head key={head.title} {...head} order={order} onOrder={onOrder} />
        ))}
      </div>
      <div {...group} className={css.body} style={{ height: virtual.getTotalSize() }}>
        {rows.map(({ index, start }) => {
          const place = places[index]
          const column = place === undefined ? undefined : book.target.columns[place]
          if (place === undefined || !column) return null
          const row = { role: 'row', 'aria-rowindex': index + 2, 'aria-selected': place === active }
          return (
            <div
              key={place}
              id={`${id}-${place}`}
              className={css.row}
              data-place={place}
              style={{ transform: `translateY(${start}px)` }}
              {...row}
            >
              <ProfileRow column={column} state={book.state(place)} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Head({
  title,
  by,
  end,
  order,
  onOrder,
}: (typeof heads)[number] & { order: Order; onOrder: (order: Order) => void }) {
  const sorted = by !== undefined && order.by === by
  // Counts are looked for from the highest, names from the first.
  const falls = by === 'nulls' || by === 'distinct'
  const next = (): Order => {
    if (!by || (sorted && order.descending !== falls)) return { by: 'place', descending: false }
    return { by, descending: sorted ? !order.descending : falls }
  }
  const role = {
    role: 'columnheader',
    ...(by && ({ 'aria-sort': sorted ? (order.descending ? 'descending' : 'ascending') : 'none' } as const)),
  } as const
  return (
    <span {...role} className={css.headCell} data-end={end}>
      {by ? (
        <button type="button" onClick={() => onOrder(next())}>
          {title}
          {sorted && <Icon of={order.descending ? ArrowDown : ArrowUp} />}
        </button>
      ) : (
        title
      )}
    </span>
  )
}
