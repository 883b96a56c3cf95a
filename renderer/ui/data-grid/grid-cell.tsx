import { memo } from 'react'
import type { Cell } from '#shared/value.ts'
import { cx } from '../cx.ts'
import { EmptyMark, NullMark } from '../marks.tsx'
import { cellText, isNumeric } from './cell-format.ts'
import css from './data-grid.module.css'

/** The inside of a cell: NULL, '', NaN and text can be told apart. */
export const CellView = memo(function CellView({
  value,
  type,
  decimals,
  cut,
}: {
  /** Undefined while it is loading. */
  value: Cell | undefined
  type: string
  decimals: number
  /** Its true length, where only the beginning is here. */
  cut?: number | undefined
}) {
  if (value === undefined) return <span className={css.loading} aria-hidden="true" />
  const { kind, text } = cellText(value, type, decimals)
  if (kind === 'null') return <NullMark />
  if (kind === 'empty') return <EmptyMark />
  if (cut === undefined) return <span className={cx(css.text, css[kind])}>{text}</span>
  return (
    <>
      <span
        className={css.length}
      >{`${cut.toLocaleString('en-US')} ${kind === 'bytes' ? 'bytes' : 'characters'}`}</span>
      <span className={cx(css.text, css[kind])}>{text}</span>
    </>
  )
})

/** `end` for numbers, so that their digits line up. */
export function alignOf(type: string): 'start' | 'end' {
  return isNumeric(type) ? 'end' : 'start'
}
