import type { ReactNode } from 'react'
import { cx } from '../ui/index.ts'
import css from './lake.module.css'

/** Names and values, one a line. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={css.facts}>{children}</dl>
}

export function Fact({
  name,
  children,
  numeric = false,
  mono = false,
}: {
  name: string
  children: ReactNode
  numeric?: boolean
  mono?: boolean
}) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd className={cx(numeric && css.numeric, mono && css.mono)}>{children}</dd>
    </div>
  )
}
