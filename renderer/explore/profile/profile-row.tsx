import { memo } from 'react'
import { MiniBars, shortType } from '../../ui/data-grid/index.ts'
import { formatCount } from '../../ui/index.ts'
import type { ColumnState } from './book.ts'
import { barsOf, valuesOf, valueText } from './facts.ts'
import css from './profile-view.module.css'
import type { TargetColumn } from './target.ts'
import { constantOf, isKey, lookedAt, shareText } from './words.ts'

/** Roles of the table, which is virtual and so is no table element. */
const cell = { role: 'gridcell' }
const name = { role: 'rowheader' }

/** One column as a row: its name and type, how full it is, how many values differ, its ends and its bars. */
export const ProfileRow = memo(function ProfileRow({
  column,
  state,
}: {
  column: TargetColumn
  state: ColumnState
}) {
  const { profile, error } = state
  const text = profile
    ? valueText(
        [profile.min, profile.quantiles?.[2], profile.max].filter((one) => one !== undefined && one !== null),
        column.type,
      )
    : null
  const value = (one: Parameters<NonNullable<typeof text>>[0] | undefined) =>
    one === undefined || one === null || !text ? '' : text(one)
  const ordered = profile?.quantiles !== undefined
  return (
    <>
      <span {...name} className={css.name} title={column.about.meaning ?? column.name}>
        <span className={css.nameText}>{column.name}</span>
        {column.about.unit && <span className={css.quiet}>{`, ${column.about.unit}`}</span>}
      </span>
      <span {...cell} className={css.type} title={column.type}>
        {shortType(column.type)}
      </span>
      {profile ? (
        <>
          <span {...cell} className={css.bars}>
            <MiniBars
              counts={
                barsOf(profile).length > 1
                  ? barsOf(profile).map(({ count }) => count)
                  : valuesOf(profile).map(({ count }) => count)
              }
              words={barsOf(profile).length <= 1}
            />
          </span>
          <span {...cell} className={css.nulls}>
            <span>{profile.rows === 0 ? '' : shareText(profile.nulls, profile.rows)}</span>
            <span className={css.nullBar} aria-hidden="true">
              <span style={{ width: `${(profile.nulls / Math.max(1, profile.rows)) * 100}%` }} />
            </span>
          </span>
          <span {...cell} className={css.number} title={isKey(profile) ? 'Each value once: a key' : ''}>
            {`${profile.about ? '≈ ' : ''}${formatCount(profile.distinct)}`}
            {isKey(profile) && <span className={css.key}>key</span>}
          </span>
          {ordered ? (
            <>
              <span {...cell} className={css.number}>
                {value(profile.min)}
              </span>
              <span {...cell} className={css.number}>
                {value(profile.quantiles?.[2])}
              </span>
              <span {...cell} className={css.number}>
                {value(profile.max)}
              </span>
            </>
          ) : (
            <span {...cell} className={css.often} title={valuesOf(profile)[0]?.label ?? ''}>
              {often(profile)}
            </span>
          )}
        </>
      ) : (
        <span {...cell} className={css.waiting} data-failed={error ? true : undefined}>
          {error?.message ?? ''}
        </span>
      )}
    </>
  )
})

function often(profile: NonNullable<ColumnState['profile']>): string {
  if (profile.rows > 0 && profile.nulls === profile.rows) return 'all NULL'
  const constant = constantOf(profile)
  if (constant !== null) return `always ${constant}`
  const [first] = valuesOf(profile)
  if (!first || first.count < 2) return ''
  const label = first.label === '' ? '(empty)' : first.label
  return `${label.length > 40 ? `${label.slice(0, 40)}…` : label}, ${shareText(first.count, lookedAt(profile))}`
}
