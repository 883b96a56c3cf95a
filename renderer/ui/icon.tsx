import type { ComponentType } from 'react'
import { cx } from './cx.ts'
import css from './icon.module.css'

export type IconType = ComponentType<{ size?: number; strokeWidth?: number; className?: string }>
export type Tone = 'plain' | 'ok' | 'warn' | 'error' | 'info' | 'muted'

/** An icon of 16 or 20 px in the colour of its text. Hidden from assistive technology unless it has a `label`. */
export function Icon({
  of: Glyph,
  size = 16,
  label,
  tone = 'plain',
}: {
  of: IconType
  size?: 16 | 20 | 24
  label?: string | undefined
  tone?: Tone | undefined
}) {
  const glyph = <Glyph size={size} strokeWidth={1.5} />
  const className = cx(css.icon, css[tone])
  return label ? (
    <span className={className} role="img" aria-label={label}>
      {glyph}
    </span>
  ) : (
    <span className={className} aria-hidden="true">
      {glyph}
    </span>
  )
}
