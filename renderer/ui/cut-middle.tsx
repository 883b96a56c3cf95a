import css from './cut-middle.module.css'

/** How much of the end of a long text always stays, in characters. */
const kept = 24

/** A path or another long name in one line: where room is short it is cut in its middle, so that its end can be read. */
export function CutMiddle({ text, title = text }: { text: string; title?: string | undefined }) {
  const at = Math.max(0, text.length - Math.min(kept, Math.ceil(text.length * 0.6)))
  return (
    <span className={css.cut} title={title}>
      <span className={css.head}>{text.slice(0, at)}</span>
      <span className={css.tail}>{text.slice(at)}</span>
    </span>
  )
}
