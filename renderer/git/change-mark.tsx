import type { Change } from '#shared/contract/git.ts'
import { cx } from '../ui/index.ts'
import css from './git.module.css'
import { changeMarks } from './words.ts'

/** M, A or D, with its word for assistive technology and the mouse. */
export function ChangeMark({ state }: { state: Change['state'] }) {
  const { letter, word } = changeMarks[state]
  return (
    <span className={cx(css.mark, css[state])} role="img" aria-label={word} title={word}>
      {letter}
    </span>
  )
}
