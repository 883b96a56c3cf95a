import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ColumnProfile } from '#shared/contract/engine.ts'
import type { Cell, Column } from '#shared/value.ts'
import { profileColumn, type ResultHandle } from '../engine/index.ts'
import { Histogram } from '../ui/chart/index.ts'
import {
  CellView,
  cellText,
  columnClass,
  columnDecimals,
  isNumeric,
  shortType,
} from '../ui/data-grid/index.ts'
import { Button, formatCount } from '../ui/index.ts'
import css from './explore.module.css'
import { limited } from './limit.ts'
import { profileWords } from './profile-words.ts'

/** Statements of profiles under way at once: the user's own statement must not wait behind them. */
const turn = limited(2)

/** Keys of results, so that one handle's profiles are remembered as long as it is shown. */
const keys = new WeakMap<ResultHandle, number>()
let lastKey = 0
function keyOf(handle: ResultHandle): number {
  let key = keys.get(handle)
  if (key === undefined) {
    lastKey += 1
    key = lastKey
    keys.set(handle, key)
  }
  return key
}

/** One column of a result: its type, how full it is, how its values lie. Computed once it is in view. */
export function ColumnProfileCard({
  handle,
  column,
  about,
}: {
  handle: ResultHandle
  column: Column
  about: { unit?: string; meaning?: string } | undefined
}) {
  const host = useRef<HTMLLIElement>(null)
  const [inView, setInView] = useState(false)
  const [exact, setExact] = useState(false)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const observer = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting ?? false))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const profile = useQuery({
    queryKey: ['explore', 'profile', keyOf(handle), column.name, exact],
    queryFn: ({ signal }) => turn(() => profileColumn(handle, column.name, { exact, signal }), signal),
    // Leaving the view cancels the statement: react-query aborts what nobody looks at.
    enabled: inView,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <li ref={host} className={css.profile}>
      <div className={css.profileHead}>
        <span className={css.profileName} title={about?.meaning ?? column.name}>
          {column.name}
          {about?.unit && <span className={css.quiet}>{`, ${about.unit}`}</span>}
        </span>
        <span className={css.profileType} title={column.type}>
          {shortType(column.type)}
        </span>
      </div>
      {profile.data ? (
        <ProfileBody profile={profile.data} onExact={() => setExact(true)} />
      ) : profile.isError ? (
        <p className={css.profileError}>{profile.error.message}</p>
      ) : (
        <div className={css.profileWaiting} aria-hidden="true" />
      )}
    </li>
  )
}

function ProfileBody({ profile, onExact }: { profile: ColumnProfile; onExact: () => void }) {
  const { nulls, distinct, type, histogram, top, min, median, max, sampled } = profile
  const rows = sampled ?? profile.rows
  // The least and the greatest text say little; for numbers and times they are the first question.
  const ordered = isNumeric(type) || columnClass(type) === 'time'
  const decimals = Math.min(2, columnDecimals([min, median, max].filter(isValue)))
  const constant = nulls === rows || (distinct === 1 && nulls === 0)
  return (
    <>
      <p className={css.profileWords}>{profileWords(profile)}</p>
      {!constant && histogram && histogram.length > 1 && (
        <Histogram
          counts={histogram.map(({ count }) => count)}
          label={`Histogram from ${text(histogram[0]?.from, type)} to ${text(histogram.at(-1)?.to, type)}`}
        />
      )}
      {!constant && ordered && isValue(min) && isValue(max) && (
        <dl className={css.quartiles} data-stacked={columnClass(type) === 'time' || undefined}>
          <Figure name="min" value={min} type={type} decimals={decimals} />
          {isValue(median) && <Figure name="med" value={median} type={type} decimals={decimals} />}
          <Figure name="max" value={max} type={type} decimals={decimals} />
        </dl>
      )}
      {!constant && !histogram?.length && top && top.length > 0 && (
        <ul className={css.top} aria-label="Most frequent values">
          {top.slice(0, 5).map(({ value, count }) => (
            <li key={JSON.stringify(value)} className={css.topRow}>
              <span className={css.topValue}>
                <CellView value={value} type={type} decimals={3} />
              </span>
              <span className={css.topBar} aria-hidden="true">
                <span style={{ width: `${(count / Math.max(1, rows)) * 100}%` }} />
              </span>
              <span className={css.topShare}>{`${((count / Math.max(1, rows)) * 100).toFixed(1)} %`}</span>
            </li>
          ))}
        </ul>
      )}
      {sampled !== undefined && (
        <p className={css.sampled}>
          {`from a sample of ${formatCount(sampled)}`}
          <Button kind="quiet" onPress={onExact}>
            exact
          </Button>
        </p>
      )}
    </>
  )
}

const isValue = (value: Cell | undefined): value is Exclude<Cell, null> =>
  value !== undefined && value !== null

function text(value: Cell | undefined, type: string): string {
  return value === undefined ? '' : cellText(value, type, 2).text
}

function Figure({
  name,
  value,
  type,
  decimals,
}: {
  name: string
  value: Cell
  type: string
  /** The same for all figures of a column. */
  decimals: number
}) {
  return (
    <div className={css.figure}>
      <dt>{name}</dt>
      <dd title={text(value, type)}>{cellText(value, type, decimals).text}</dd>
    </div>
  )
}
