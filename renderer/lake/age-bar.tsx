import type { SourceStatus } from '#shared/contract/lake.ts'
import { cx, formatHours } from '../ui/index.ts'
import { ageShare } from './health.ts'
import css from './lake.module.css'

/** How old the newest object is against what the contract allows: a bar, and both in words. */
export function AgeBar({ age, freshness }: Pick<SourceStatus, 'age' | 'freshness'>) {
  if (age === null) return <span className={css.faint}>no object yet</span>
  const share = ageShare({ age, freshness })
  if (share === null) return <span className={css.age}>{formatHours(age)}, no bound</span>
  return (
    <span className={css.age}>
      <span className={css.ageBar} aria-hidden="true">
        <span
          className={cx(css.ageDone, share > 1 && css.ageOver)}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </span>
      <span className={css.ageWords}>
        {formatHours(age)} / {formatHours(freshness ?? 0)}
      </span>
    </span>
  )
}
