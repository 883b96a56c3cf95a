import css from './head-profile.module.css'
import { MiniBars } from './mini-bars.tsx'
import type { HeadProfile } from './types.ts'

/** Px that the profile of a column takes below its type. */
export const headProfileHeight = 24

/** Bars over a line that says how full the column is. Its place is kept while nothing is known yet. */
export function HeadProfileView({ profile }: { profile: HeadProfile | undefined }) {
  return (
    <span className={css.profile} style={{ height: headProfileHeight }} aria-hidden="true">
      <span className={css.bars}>
        {profile && <MiniBars counts={profile.counts} words={profile.words} />}
      </span>
      <span className={css.full} data-known={profile ? true : undefined}>
        {profile && <span style={{ width: `${profile.nulls * 100}%` }} />}
      </span>
    </span>
  )
}
