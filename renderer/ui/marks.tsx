import { cx } from './cx.ts'
import { formatDelta } from './format.ts'
import css from './marks.module.css'

/** NULL, which is neither '' nor the word. */
export function NullMark() {
  return <span className={css.null}>NULL</span>
}

/** The empty text: a dotted box, so that it is not mistaken for nothing. */
export function EmptyMark() {
  return <span className={css.empty} role="img" aria-label="empty text" />
}

export type Verdict = 'better' | 'worse' | 'equal' | 'no direction' | 'unknown'

/** A signed difference, worded and coloured by what the metric calls better. */
export function Delta({
  value,
  verdict,
  decimals = 3,
  unit,
}: {
  value: number | null
  verdict: Verdict
  decimals?: number | undefined
  /** Only outside of a table, whose header holds it. */
  unit?: string | undefined
}) {
  if (value === null) return <span className={css.unknown}>no value</span>
  const word = verdict === 'better' || verdict === 'worse' || verdict === 'equal' ? verdict : ''
  return (
    <span className={cx(css.delta, verdict === 'better' && css.better, verdict === 'worse' && css.worse)}>
      {formatDelta(value, decimals)}
      {unit && ` ${unit}`}
      {word && <span className={css.word}>{word}</span>}
    </span>
  )
}
