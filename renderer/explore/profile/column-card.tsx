import { useEffect, useRef, useState } from 'react'
import { shortType } from '../../ui/data-grid/index.ts'
import { ChevronDown, ChevronRight } from '../../ui/icons.ts'
import { IconButton } from '../../ui/index.ts'
import css from '../explore.module.css'
import type { ProfileBook } from './book.ts'
import { type Clicks, ColumnFacts } from './column-facts.tsx'

/** One column of the pane. It says when it comes into view and when it leaves it. */
export function ColumnCard({
  book,
  place,
  clicks,
  onView,
}: {
  book: ProfileBook
  place: number
  clicks: Clicks
  onView: (place: number, inView: boolean) => void
}) {
  const host = useRef<HTMLLIElement>(null)
  const [full, setFull] = useState(false)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const observer = new IntersectionObserver(([entry]) => onView(place, entry?.isIntersecting ?? false))
    observer.observe(element)
    return () => {
      observer.disconnect()
      onView(place, false)
    }
  }, [place, onView])
  const column = book.target.columns[place]
  if (!column) return null
  const { unit, meaning } = column.about
  return (
    <li ref={host} className={css.profile}>
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
          onPress={() => setFull(!full)}
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
    </li>
  )
}
