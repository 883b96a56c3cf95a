import { mayTakeFocus } from '../first-focus.ts'
import css from './code-editor.module.css'
import type { CodeEditorProps } from './types.ts'

/** Stands in while Monaco is fetched: what is typed meanwhile is not lost, and the caret goes on from where it is. */
export function PlainEditor(props: CodeEditorProps) {
  const { value, label, readOnly, autoFocus, onChange, onSelection } = props
  const tell = ({ selectionStart: from, selectionEnd: to }: HTMLTextAreaElement) =>
    onSelection?.({ from, to, caret: to })
  return (
    <textarea
      className={css.waiting}
      aria-label={label}
      spellCheck={false}
      wrap="off"
      value={value}
      readOnly={readOnly || !onChange}
      // biome-ignore lint/a11y/noAutofocus: only where the screen gives its editor the focus
      autoFocus={(autoFocus ?? false) && mayTakeFocus()}
      onChange={({ target }) => {
        onChange?.(target.value)
        // The event of the selection itself comes too late for an editor that is about to take over.
        tell(target)
      }}
      onSelect={({ currentTarget }) => tell(currentTarget)}
    />
  )
}
