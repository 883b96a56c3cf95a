import { useState, useSyncExternalStore } from 'react'
import { violationsSql } from '#shared/profile/index.ts'
import { Columns3 } from '../../ui/icons.ts'
import {
  Button,
  Checkbox,
  formatCount,
  Popover,
  ProgressBar,
  plural,
  SearchField,
  SmallTable,
  StateView,
} from '../../ui/index.ts'
import type { ProfileBook } from './book.ts'
import css from './profile-view.module.css'
import { type Search, searchOf, startSearch, stopSearch, subscribeSearch } from './relations.ts'
import { useBook, useLook } from './use-book.ts'
import { shareText } from './words.ts'

/** Columns that are chosen at first: of many, all pairs are too many to be worth the wait. */
const firstChosen = 16
const nowhere: number[] = []

/** How columns go together: correlations and dependencies, on request. */
export function RelationsView({
  book,
  from,
  onQuery,
}: {
  book: ProfileBook
  from: string
  onQuery: (sql: string) => void
}) {
  const { columns } = book.target
  const [chosen, setChosen] = useState<readonly number[]>(() =>
    columns.map((_, place) => place).slice(0, firstChosen),
  )
  const search = useSyncExternalStore(
    (listener) => subscribeSearch(book, listener),
    () => searchOf(book),
  )
  useBook(book)
  // How many values differ says which pairs are worth a question.
  useLook(book, nowhere, true)
  const few = chosen.length < 2 ? 'Choose two columns or more' : undefined
  const start = (kind: Search['kind']) => void startSearch(book, kind, chosen)
  return (
    <div className={css.relations}>
      <div className={css.bar}>
        <Popover
          label="Columns to compare"
          trigger={
            <Button icon={Columns3}>
              {chosen.length === columns.length
                ? `All ${plural(columns.length, 'column')}`
                : `${formatCount(chosen.length)} of ${plural(columns.length, 'column')}`}
            </Button>
          }
        >
          <Choice book={book} chosen={chosen} onChoose={setChosen} />
        </Popover>
        <Button onPress={() => start('correlations')} disabledReason={few}>
          Find correlations
        </Button>
        <Button onPress={() => start('dependencies')} disabledReason={few}>
          Find dependencies
        </Button>
      </div>
      {search?.state === 'running' && (
        <div className={css.job} role="status">
          <span>{`${search.kind === 'correlations' ? 'Comparing pair' : 'Trying column'} ${formatCount(Math.min(search.total, search.done + 1))} of ${formatCount(search.total)}`}</span>
          <ProgressBar done={search.done} total={search.total} label="Search among columns" />
          <Button onPress={() => stopSearch(book)}>Cancel</Button>
        </div>
      )}
      {search?.state === 'failed' && <StateView state="error" error={search.error} />}
      {search ? (
        <div className={css.results}>
          {search.state === 'stopped' && (
            <StateView
              state="partial"
              title={`Stopped after ${formatCount(search.done)} of ${formatCount(search.total)}. What was found so far stays.`}
            />
          )}
          <p className={css.note}>{noteOf(search)}</p>
          {search.kind === 'correlations' ? (
            <Correlations search={search} />
          ) : (
            <Dependencies search={search} from={from} onQuery={onQuery} />
          )}
        </div>
      ) : (
        <StateView
          state="empty"
          title="How do columns go together? Find correlations of numbers and of classes, or columns that decide others."
        />
      )}
    </div>
  )
}

function noteOf({ kind, sampled }: Search): string {
  const what =
    kind === 'correlations'
      ? 'Pearson’s r and Spearman’s ρ of numbers, Cramér’s V of words with up to 200 different values, the correlation ratio η of a number over such words. Pairs without a value are left out.'
      : 'A decides B when no value of A stands beside two of B. Told are those that hold for 95 % of the rows or more; keys are left out, since they decide everything.'
  return sampled === null ? what : `${what} From a sample of about ${formatCount(sampled)} rows.`
}

const figure = (value: number | null): string => (value === null ? '' : value.toFixed(3).replace('-', '−'))

function Correlations({ search }: { search: Search }) {
  const strength = (one: Search['associations'][number]) => {
    if (one.kind === 'numbers') return Math.abs(one.spearman ?? one.pearson ?? 0)
    return (one.kind === 'words' ? one.cramer : one.eta) ?? 0
  }
  const rows = [...search.associations].sort((a, b) => strength(b) - strength(a)).slice(0, 500)
  return (
    <SmallTable
      label="Correlations"
      rows={rows}
      idOf={({ a, b }) => JSON.stringify([a, b])}
      columns={[
        { id: 'a', name: 'Column', render: ({ a }) => a, sortBy: ({ a }) => a },
        { id: 'b', name: 'With', render: ({ b }) => b, sortBy: ({ b }) => b },
        {
          id: 'pearson',
          name: 'Pearson’s r',
          align: 'end',
          width: '110px',
          render: (one) => (one.kind === 'numbers' ? figure(one.pearson) : ''),
          sortBy: (one) => (one.kind === 'numbers' ? Math.abs(one.pearson ?? 0) : null),
        },
        {
          id: 'spearman',
          name: 'Spearman’s ρ',
          align: 'end',
          width: '120px',
          render: (one) => (one.kind === 'numbers' ? figure(one.spearman) : ''),
          sortBy: (one) => (one.kind === 'numbers' ? Math.abs(one.spearman ?? 0) : null),
        },
        {
          id: 'cramer',
          name: 'Cramér’s V',
          align: 'end',
          width: '110px',
          render: (one) => (one.kind === 'words' ? figure(one.cramer) : ''),
          sortBy: (one) => (one.kind === 'words' ? (one.cramer ?? 0) : null),
        },
        {
          id: 'eta',
          name: 'Ratio η',
          align: 'end',
          width: '90px',
          render: (one) => (one.kind === 'mixed' ? figure(one.eta) : ''),
          sortBy: (one) => (one.kind === 'mixed' ? (one.eta ?? 0) : null),
        },
        {
          id: 'rows',
          name: 'Rows compared',
          align: 'end',
          width: '130px',
          render: ({ rows: compared }) => formatCount(compared),
          sortBy: ({ rows: compared }) => compared,
        },
      ]}
      empty={
        search.state === 'running'
          ? 'Nothing yet.'
          : 'There are no two columns to compare: numbers and words of up to 200 different values can be.'
      }
    />
  )
}

function Dependencies({
  search,
  from,
  onQuery,
}: {
  search: Search
  from: string
  onQuery: (sql: string) => void
}) {
  const rows = [...search.dependencies]
    .sort((a, b) => a.violating / a.rows - b.violating / b.rows)
    .slice(0, 500)
  return (
    <SmallTable
      label="Dependencies"
      rows={rows}
      idOf={({ from: a, to }) => JSON.stringify([a, to])}
      onAction={(one) => onQuery(violationsSql(one, from))}
      columns={[
        {
          id: 'pair',
          name: 'Dependency',
          render: ({ from: a, to }) => `${a} → ${to}`,
          sortBy: ({ from: a, to }) => `${a} ${to}`,
        },
        {
          id: 'violating',
          name: 'Violating rows',
          align: 'end',
          width: '130px',
          render: ({ violating }) => formatCount(violating),
          sortBy: ({ violating }) => violating,
        },
        {
          id: 'share',
          name: 'Share',
          align: 'end',
          width: '90px',
          render: ({ violating, rows: of }) => shareText(violating, of),
          sortBy: ({ violating, rows: of }) => violating / of,
        },
        {
          id: 'query',
          name: 'Show',
          width: '130px',
          render: (one) =>
            one.violating === 0 ? (
              <span className={css.quiet}>holds throughout</span>
            ) : (
              <Button
                kind="quiet"
                label={`Query them: the rows that break ${one.from} → ${one.to}`}
                onPress={() => onQuery(violationsSql(one, from))}
              >
                Query them
              </Button>
            ),
        },
      ]}
      empty={search.state === 'running' ? 'Nothing yet.' : 'No column decides another.'}
    />
  )
}

function Choice({
  book,
  chosen,
  onChoose,
}: {
  book: ProfileBook
  chosen: readonly number[]
  onChoose: (places: readonly number[]) => void
}) {
  const { columns } = book.target
  const [find, setFind] = useState('')
  const wanted = find.trim().toLowerCase()
  const found = columns
    .map((_, place) => place)
    .filter((place) => columns[place]?.name.toLowerCase().includes(wanted))
  return (
    <div className={css.choice}>
      <SearchField label="Find a column" value={find} onChange={setFind} autoFocus />
      <div className={css.choiceList}>
        {found.slice(0, 200).map((place) => (
          <Checkbox
            key={place}
            isSelected={chosen.includes(place)}
            onChange={(on) =>
              onChoose(on ? [...chosen, place].sort((a, b) => a - b) : chosen.filter((one) => one !== place))
            }
          >
            {columns[place]?.name ?? ''}
          </Checkbox>
        ))}
        {found.length > 200 && (
          <p className={css.quiet}>{`Keep typing: ${formatCount(found.length - 200)} more match`}</p>
        )}
      </div>
      <div className={css.bar}>
        <Button onPress={() => onChoose(columns.map((_, place) => place))}>All</Button>
        <Button onPress={() => onChoose([])}>None</Button>
      </div>
    </div>
  )
}
