import { shortType } from '../../ui/data-grid/index.ts'
import { ChevronDown, ChevronRight } from '../../ui/icons.ts'
import { IconButton } from '../../ui/index.ts'
import css from '../explore.module.css'
import type { ProfileBook } from './book.ts'
import { type Clicks, ColumnFacts } from './column-facts.tsx'

/** What is known of one column; with `full` all of it. */
export function ColumnCard({
  book,
  place,
  clicks,
  full,
  onFull,
}: {
  book: ProfileBook
  place: number
  clicks: Clicks
  full: boolean
  onFull: () => void
}) {
  const column = book.target.columns[place]
  if (!column) return null
  const { unit, meaning } = column.about
  return (
    <>
      <div className={css.profileHead}>
        <span className={css.profileName} title={[column.name, meaning].filter(Boolean).join('\n')}>
          {column.name}
          {unit && <span className={css.quiet}>{`, ${unit}`}</span>}
        </span>
        <span className={css.profileType} title={column.type}>
          {shortType(column.type)}
        </span>
        <IconButton
          icon={full ? ChevronDown : ChevronRight}
          label={full ? `Less about ${column.name}` : `All about ${column.name}`}
          isExpanded={full}
          onPress={onFull}
        />
      </div>
      {full && meaning && <p className={css.quiet}>{meaning}</p>}
      <ColumnFacts
        column={column}
        state={book.state(place)}
        clicks={clicks}
        full={full}
        onExact={() => book.exact(place)}
      />
    </>
  )
}
