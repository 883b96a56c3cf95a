import { cx, Icon } from '../ui/index.ts'
import { type Health, healthLooks } from './health.ts'
import css from './lake.module.css'

/** Health as icon, word and reason. */
export function HealthMark({ health, reason }: { health: Health; reason?: string | undefined }) {
  const { icon, tone } = healthLooks[health]
  const more = health === 'ok' || reason === health ? undefined : reason
  return (
    <span className={css.health} title={more}>
      <Icon of={icon} tone={tone} />
      <span className={cx(css.healthWord, css[tone])}>{health}</span>
      {more && <span className={css.reason}>{more}</span>}
    </span>
  )
}
