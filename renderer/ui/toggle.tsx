import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox, Switch as AriaSwitch } from 'react-aria-components'
import { cx } from './cx.ts'
import css from './toggle.module.css'

interface ToggleProps {
  children?: ReactNode
  isSelected: boolean
  onChange: (selected: boolean) => void
  /** Accessible name, when there is no visible one. */
  label?: string | undefined
  /** Why it cannot be changed now; shown beside it. */
  disabledReason?: string | undefined
}

/** A setting that acts at once. */
export function Switch({ children, isSelected, onChange, label, disabledReason }: ToggleProps) {
  return (
    <AriaSwitch
      className={cx(css.toggle, disabledReason && css.blocked)}
      isSelected={isSelected}
      onChange={onChange}
      isReadOnly={Boolean(disabledReason)}
      {...(label && { 'aria-label': label })}
    >
      <span className={css.track} aria-hidden="true">
        <span className={css.thumb} />
      </span>
      {children}
      {disabledReason && <span className={css.reason}>{disabledReason}</span>}
    </AriaSwitch>
  )
}

/** A choice that something else will use; `isIndeterminate` when a part is chosen. */
export function Checkbox({
  children,
  isSelected,
  onChange,
  label,
  disabledReason,
  isIndeterminate = false,
}: ToggleProps & { isIndeterminate?: boolean | undefined }) {
  return (
    <AriaCheckbox
      className={cx(css.toggle, disabledReason && css.blocked)}
      isSelected={isSelected}
      isIndeterminate={isIndeterminate}
      onChange={onChange}
      isReadOnly={Boolean(disabledReason)}
      {...(label && { 'aria-label': label })}
    >
      <span className={css.box} aria-hidden="true">
        <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
          <path
            d={isIndeterminate ? 'M2.5 6h7' : 'M2.5 6.25 5 8.75 9.5 3.5'}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.75"
          />
        </svg>
      </span>
      {children}
      {disabledReason && <span className={css.reason}>{disabledReason}</span>}
    </AriaCheckbox>
  )
}
