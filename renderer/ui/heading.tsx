import type { ReactNode } from 'react'
import css from './heading.module.css'

/** The line at the top of every screen, 36 px high: its name, its chips, its actions at the right. */
export function Heading({
  title,
  chips,
  actions,
  level = 1,
  mono = false,
}: {
  title: string
  chips?: ReactNode
  actions?: ReactNode
  level?: 1 | 2 | 3
  mono?: boolean
}) {
  const Tag = `h${level}` as const
  return (
    <header className={css.heading}>
      <Tag className={css.title} title={title} data-mono={mono || undefined}>
        {title}
      </Tag>
      {chips && <div className={css.chips}>{chips}</div>}
      <span className={css.spring} />
      {actions && <div className={css.actions}>{actions}</div>}
    </header>
  )
}
