import css from './button.module.css'

/** The small mark of what opens a menu or a list. */
export function Chevron() {
  return (
    <svg className={css.chevron} width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
      <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" strokeWidth="1.25" />
    </svg>
  )
}
