import type { Change } from '#shared/contract/git.ts'
import { cx } from '../ui/index.ts'
import css from './git.module.css'
import { changeMarks } from './words.ts'

/** M, A, D or R, with its word for assistive technology and the mouse. */
export function ChangeMark({ state, from }: Pick<Change, 'state' | 'from'>) {
  const { letter, word } =
    from === undefined ? changeMarks[state] : { letter: 'R', word: `renamed from ${from}` }
  return (
    <span className={cx(css.mark, css[state])} role="img" aria-label={word} title={word}>
      {letter}
    </span>
  )
}
