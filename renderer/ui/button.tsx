import type { ReactElement, ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import css from './button.module.css'
import { Chevron } from './chevron.tsx'
import { cx } from './cx.ts'
import { Icon, type IconType } from './icon.tsx'
import { LoaderCircle } from './icons.ts'
import { ariaKeys } from './keys.ts'
import { Tooltip } from './tooltip.tsx'

export interface ButtonProps {
  children: ReactNode
  /** Undefined inside a Menu or Popover, which presses for it. */
  onPress?: (() => void) | undefined
  /** `primary` once a screen at most; `quiet` has no edge until hovered; `danger` loses something. */
  kind?: 'plain' | 'primary' | 'quiet' | 'danger' | undefined
  icon?: IconType | undefined
  /** Shown in the tooltip; pressing it is the keyboard map's work. */
  keys?: string | undefined
  /** More than the label says. */
  hint?: string | undefined
  /** Work of this button is under way: it stays focusable and does nothing. */
  busy?: boolean | undefined
  /** Why it cannot be used now. It stays focusable, so that the reason can be read. */
  disabledReason?: string | undefined
  type?: 'button' | 'submit' | undefined
  autoFocus?: boolean | undefined
  isExpanded?: boolean | undefined
  /** Overrides the accessible name. */
  label?: string | undefined
  /** Opens a menu: a small chevron stands at the end. */
  menu?: boolean | undefined
  id?: string | undefined
}

function ariaProps({
  onPress,
  busy,
  disabledReason,
  keys,
  type,
  autoFocus,
  isExpanded,
  label,
  id,
}: Partial<ButtonProps>) {
  const blocked = Boolean(busy || disabledReason)
  const shortcut = keys ? ariaKeys(keys) : undefined
  return {
    ...(onPress && !blocked && { onPress: () => onPress() }),
    ...(blocked && { 'aria-disabled': true, 'data-blocked': true }),
    ...(shortcut && { 'aria-keyshortcuts': shortcut }),
    ...(type && { type: blocked ? 'button' : type }),
    ...(autoFocus && { autoFocus }),
    ...(isExpanded !== undefined && { 'aria-expanded': isExpanded }),
    ...(label && { 'aria-label': label }),
    ...(id && { id }),
  } satisfies AriaButtonProps & Record<string, unknown>
}

function withTooltip(button: ReactElement, text: string | undefined, keys: string | undefined): ReactElement {
  return text ? (
    <Tooltip text={text} keys={keys}>
      {button}
    </Tooltip>
  ) : (
    button
  )
}

/** A button with a word on it. */
export function Button(props: ButtonProps) {
  const { children, kind = 'plain', icon, keys, hint, busy, disabledReason, menu } = props
  const button = (
    <AriaButton {...ariaProps(props)} className={cx(css.button, css[kind])}>
      {busy ? <Icon of={Spinner} /> : icon && <Icon of={icon} />}
      <span className={css.label}>{children}</span>
      {menu && <Chevron />}
    </AriaButton>
  )
  const text = disabledReason ?? hint ?? (keys && typeof children === 'string' ? children : undefined)
  return withTooltip(button, text, disabledReason ? undefined : keys)
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'label' | 'icon'> {
  icon: IconType
  /** Accessible name and tooltip. */
  label: string
  /** Set for a toggle: whether it is on. */
  pressed?: boolean | undefined
  placement?: 'top' | 'bottom' | 'left' | 'right' | undefined
}

/** A button that is an icon: its name and key are in the tooltip. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, hint, keys, busy, disabledReason, pressed, placement, kind = 'quiet' } = props
  const text = disabledReason ? `${label}. ${disabledReason}` : (hint ?? label)
  return (
    <Tooltip text={text} keys={disabledReason ? undefined : keys} placement={placement}>
      <AriaButton
        {...ariaProps({ ...props, label })}
        {...(pressed !== undefined && { 'aria-pressed': pressed })}
        className={cx(css.button, css[kind], css.square)}
      >
        <Icon of={busy ? Spinner : icon} />
      </AriaButton>
    </Tooltip>
  )
}

function Spinner(props: { size?: number; strokeWidth?: number }) {
  return <LoaderCircle {...props} className={css.spin ?? ''} />
}
