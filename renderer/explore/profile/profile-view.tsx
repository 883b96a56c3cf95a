import { useMemo, useRef, useState } from 'react'
import { ChevronLeft } from '../../ui/icons.ts'
import { Button, formatCount, plural, SearchField, StateView, Tabs, useNarrow } from '../../ui/index.ts'
import type { ProfileBook } from './book.ts'
import { type Clicks, ColumnFacts } from './column-facts.tsx'
import { type Order, orderedColumns } from './order.ts'
import { ProfileTable } from './profile-table.tsx'
import css from './profile-view.module.css'
import { RelationsView } from './relations-view.tsx'
import { useBook } from './use-book.ts'

/** All columns of a result or a source as a table, the chosen one whole beside it, and how they go together. */
export function ProfileView({
  book,
  label,
  clicks,
  from,
  onQuery,
}: {
  book: ProfileBook
  /** What is profiled: `flights`. */
  label: string
  clicks: Clicks
  /** The rows as they stand in FROM, for queries that show what was found. */
  from: string
  onQuery: (sql: string) => void
}) {
  const [view, setView] = useState('columns')
  return (
    <Tabs
      label={`Profile of ${label}`}
      selected={view}
      onSelect={setView}
      items={[
        { id: 'columns', title: 'Columns', count: book.target.columns.length },
        { id: 'relations', title: 'Relations' },
      ]}
    >
      {(shown) =>
        shown === 'relations' ? (
          <RelationsView book={book} from={from} onQuery={onQuery} />
        ) : (
          <ColumnsView book={book} label={label} clicks={clicks} />
        )
      }
    </Tabs>
  )
}

function ColumnsView({ book, label, clicks }: { book: ProfileBook; label: string; clicks: Clicks }) {
  const box = useRef<HTMLDivElement>(null)
  const details = useRef<HTMLElement>(null)
  const narrow = useNarrow(box, 880)
  const [find, setFind] = useState('')
  const [order, setOrder] = useState<Order>({ by: 'place', descending: false })
  const [active, setActive] = useState(0)
  const [opened, setOpened] = useState(false)
  useBook(book)
  const version = book.version()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order changes with what becomes known
  const places = useMemo(() => orderedColumns(book, order, find), [book, order, find, version])
  const column = book.target.columns[active]
  const known = book.known()
  const all = book.target.columns.length
  const failed = book.target.columns.filter((_, place) => book.state(place).error).length
  const open = () => {
    setOpened(true)
    // Once it stands there.
    requestAnimationFrame(() => details.current?.focus())
  }
  const showTable = !(narrow && opened)
  return (
    <div ref={box} className={css.view}>
      {showTable && (
        <div className={css.main}>
          <div className={css.bar}>
            <SearchField label="Find a column" value={find} onChange={setFind} />
            <span className={css.figures} role="status">
              {known < all
                ? `Profiling: ${formatCount(known)} of ${plural(all, 'column')}`
                : `${plural(all, 'column')}, ${plural(book.target.rows, 'row')}`}
            </span>
            {failed > 0 && (
              <Button kind="quiet" onPress={() => book.retry()}>{`Try ${formatCount(failed)} again`}</Button>
            )}
          </div>
          {places.length === 0 ? (
            <StateView
              state="empty"
              title={all === 0 ? 'There are no columns.' : 'No column has that in its name.'}
            />
          ) : (
            <ProfileTable
              book={book}
              label={`Columns of ${label}`}
              places={places}
              active={active}
              order={order}
              onOrder={setOrder}
              onActive={setActive}
              onOpen={() => (narrow ? open() : details.current?.focus())}
            />
          )}
        </div>
      )}
      {column && (!narrow || opened) && (
        <aside ref={details} className={css.details} aria-label={`Column ${column.name}`} tabIndex={-1}>
          <header className={css.detailsHead}>
            {narrow && (
              <Button kind="quiet" icon={ChevronLeft} onPress={() => setOpened(false)}>
                All columns
              </Button>
            )}
            <h3 title={column.name}>{column.name}</h3>
            <p className={css.quiet}>
              {[column.type, column.about.unit, column.about.required && 'required']
                .filter(Boolean)
                .join(', ')}
            </p>
            {column.about.meaning && <p>{column.about.meaning}</p>}
          </header>
          <ColumnFacts
            column={column}
            state={book.state(active)}
            clicks={clicks}
            full
            onExact={() => book.exact(active)}
          />
        </aside>
      )}
    </div>
  )
}
