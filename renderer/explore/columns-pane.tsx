import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { Button, formatCount, plural, Select, StateView } from '../ui/index.ts'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import type { ProfileBook } from './profile/book.ts'
import { filterClicks, queryClicks } from './profile/clicks.ts'
import { ColumnCard } from './profile/column-card.tsx'
import type { Clicks } from './profile/column-facts.tsx'
import { openProfile } from './profile/open-profile.ts'
import { sourceBook, useBook, useLook, useShownBook } from './profile/use-book.ts'
import { seenOf, updateTab, useExplore } from './store.ts'

const nowhere = {}

/** The result, or a source it could read, column by column; what is in view is looked at first. */
export function ColumnsPane({ id }: { id: string }) {
  const at = useExplore(({ tabs }) => tabs[id]?.at) ?? nowhere
  const { data: catalogue } = useCatalogue(at)
  const [of, setOf] = useState('')
  const execution = useExplore(
    useShallow(({ tabs }) => {
      const { id: key, shown = null, base = null, resolved = null } = seenOf(tabs[id]) ?? {}
      return { key, shown, base, resolved }
    }),
  )
  const sources = (catalogue?.sources ?? []).filter(({ image }) => image !== null)
  const options = [
    ...(execution.shown ? [{ id: '', label: 'result' }] : []),
    ...sources.map(({ name }) => ({ id: name, label: name })),
  ]
  const chosen = options.some((option) => option.id === of) ? of : execution.shown ? '' : null
  const result = chosen === '' && execution.shown !== null
  const ofResult = useShownBook(execution, catalogue)
  const ofSource = useMemo(() => (chosen ? sourceBook(catalogue, chosen) : null), [catalogue, chosen])
  const book = result ? ofResult : ofSource
  const clicks = useMemo(
    () =>
      result
        ? filterClicks(id, execution.key ?? '')
        : queryClicks(chosen ?? '', book?.target.columns ?? [], at),
    [result, id, execution.key, chosen, book, at],
  )
  if (options.length === 0) {
    return <StateView state="empty" title="Run a statement: its columns are described here." />
  }
  return (
    <div className={css.pane}>
      <div className={css.paneHead}>
        <Select
          label="Columns of"
          hideLabel
          quiet
          prefix="of"
          value={chosen ?? ''}
          placeholder="Choose a source"
          options={options}
          onChange={setOf}
        />
      </div>
      {book && book.target.columns.length > 0 ? (
        <Profiles
          key={chosen}
          book={book}
          clicks={clicks}
          all={!result}
          onWhole={() => (result ? updateTab(id, { view: 'profile' }) : openProfile(chosen ?? '', at))}
        />
      ) : (
        <StateView
          state="empty"
          title={
            book
              ? 'The statement gives no columns.'
              : 'Run a statement: its columns are described here. Or choose a source above.'
          }
        />
      )}
    </div>
  )
}

/** What scrolls without holding a control takes the focus itself, so that the keyboard can scroll it. */
const scrollable = { tabIndex: 0 }

/** About the height of a card, in px: each is measured once it is drawn. */
const cardHeight = 120

function Profiles({
  book,
  clicks,
  all,
  onWhole,
}: {
  book: ProfileBook
  clicks: Clicks
  /** The rest follows what is in view: what is kept is worth having whole. */
  all: boolean
  onWhole: () => void
}) {
  const { columns, rows } = book.target
  const host = useRef<HTMLDivElement>(null)
  const [full, setFull] = useState<ReadonlySet<number>>(new Set())
  const virtual = useVirtualizer({
    count: columns.length,
    getScrollElement: () => host.current,
    estimateSize: () => cardHeight,
    overscan: 2,
  })
  const cards = virtual.getVirtualItems()
  useBook(book)
  useLook(
    book,
    cards.map(({ index }) => index),
    all,
  )
  return (
    <>
      <p className={css.paneFigures}>
        {`${plural(columns.length, 'column')}, ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`}
        <Button kind="quiet" onPress={onWhole}>
          {columns.length === 1 ? 'Profile it' : `Profile all ${formatCount(columns.length)}`}
        </Button>
      </p>
      <div ref={host} className={css.profiles} {...scrollable}>
        <ul aria-label="Columns" style={{ height: virtual.getTotalSize() }}>
          {cards.map(({ index, start }) => (
            <li
              key={index}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={columns.length}
              aria-posinset={index + 1}
              className={css.profile}
              style={{ transform: `translateY(${start}px)` }}
            >
              <ColumnCard
                book={book}
                place={index}
                clicks={clicks}
                full={full.has(index)}
                onFull={() =>
                  setFull((before) => {
                    const after = new Set(before)
                    if (!after.delete(index)) after.add(index)
                    return after
                  })
                }
              />
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
