import { type ReactElement, type RefObject, useRef } from 'react'
import {
  Button as AriaButton,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  Header,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
} from 'react-aria-components'
import buttonCss from './button.module.css'
import { Button, type ButtonProps } from './button.tsx'
import { cx } from './cx.ts'
import { Icon, type IconType } from './icon.tsx'
import { Check, ChevronDown } from './icons.ts'
import { Kbd } from './kbd.tsx'
import css from './menu.module.css'

export interface MenuItemSpec {
  id: string
  label: string
  run?: (() => void) | undefined
  icon?: IconType | undefined
  keys?: string | undefined
  /** A second, quieter line. */
  detail?: string | undefined
  /** Set for a choice: whether it is the chosen one. */
  checked?: boolean | undefined
  danger?: boolean | undefined
  /** Why it cannot be chosen now: shown under the label; it stays in the list. */
  disabledReason?: string | undefined
}
export type MenuEntry = MenuItemSpec | { separator: string } | { heading: string; items: MenuItemSpec[] }

/** A menu under its trigger. `children` is the one button that opens it. */
export function Menu({
  label,
  items,
  children,
  placement = 'bottom start',
}: {
  /** Accessible name of the menu. */
  label: string
  items: MenuEntry[]
  children: ReactElement
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'right top'
}) {
  return (
    <MenuTrigger>
      {children}
      <Popover className={css.popover ?? ''} placement={placement} offset={4}>
        <MenuList label={label} items={items} />
      </Popover>
    </MenuTrigger>
  )
}

/** A menu where the pointer is: what the right button opens. Null closes it. */
export function PointMenu({
  label,
  at,
  items,
  onClose,
}: {
  label: string
  /** In px of the window. */
  at: { x: number; y: number } | null
  items: MenuEntry[]
  onClose: () => void
}) {
  const point = useRef<HTMLSpanElement>(null)
  return (
    <>
      <span
        ref={point}
        className={css.point}
        style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
        aria-hidden="true"
      />
      <AnchoredMenu label={label} anchor={point} isOpen={at !== null} items={items} onClose={onClose} />
    </>
  )
}

/** A menu under an element that is no trigger by itself: one menu serves the buttons of many. */
export function AnchoredMenu({
  label,
  anchor,
  isOpen,
  items,
  placement = 'bottom start',
  offset = 0,
  onClose,
}: {
  label: string
  anchor: RefObject<Element | null>
  isOpen: boolean
  items: MenuEntry[]
  placement?: 'bottom start' | 'bottom end'
  offset?: number
  onClose: () => void
}) {
  return (
    <Popover
      className={css.popover ?? ''}
      triggerRef={anchor}
      aria-label={label}
      placement={placement}
      offset={offset}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
    >
      <MenuList label={label} items={items} onClose={onClose} />
    </Popover>
  )
}

function MenuList({
  label,
  items,
  onClose,
}: {
  label: string
  items: MenuEntry[]
  onClose?: (() => void) | undefined
}) {
  const marked = hasMarks(items)
  return (
    <AriaMenu
      className={css.menu ?? ''}
      aria-label={label}
      {...(onClose && { onClose, autoFocus: 'first' as const })}
    >
      {items.map((entry) => {
        if ('separator' in entry) return <Separator key={entry.separator} className={css.separator ?? ''} />
        if ('heading' in entry) {
          return (
            <MenuSection key={entry.heading}>
              <Header className={css.heading}>{entry.heading}</Header>
              {entry.items.map((item) => menuItem(item, marked))}
            </MenuSection>
          )
        }
        return menuItem(entry, marked)
      })}
    </AriaMenu>
  )
}

/** Whether a menu keeps a column for icons and check marks. */
function hasMarks(items: MenuEntry[]): boolean {
  return items.some((entry) =>
    'separator' in entry
      ? false
      : 'heading' in entry
        ? hasMarks(entry.items)
        : entry.icon !== undefined || entry.checked !== undefined,
  )
}

function menuItem(item: MenuItemSpec, marked: boolean) {
  const { id, label, run, icon, keys, detail, checked, danger, disabledReason } = item
  return (
    <AriaMenuItem
      key={id}
      id={id}
      textValue={label}
      className={cx(css.item, marked && css.marked, danger && css.danger, disabledReason && css.blocked)}
      {...(run && !disabledReason && { onAction: () => run() })}
      {...(disabledReason && { isDisabled: true })}
    >
      {marked && (
        <span className={css.mark}>{checked ? <Icon of={Check} /> : icon && <Icon of={icon} />}</span>
      )}
      <span className={css.text}>
        <span>
          {label}
          {checked && <span className={css.unseen}>, chosen</span>}
        </span>
        {(disabledReason ?? detail) && <span className={css.detail}>{disabledReason ?? detail}</span>}
      </span>
      {keys && <Kbd keys={keys} />}
    </AriaMenuItem>
  )
}

/** A button whose second part opens a menu of its variants. */
export function SplitButton({
  items,
  menuLabel,
  ...button
}: ButtonProps & { items: MenuEntry[]; menuLabel: string }) {
  return (
    <span className={buttonCss.split}>
      <Button {...button} />
      <Menu label={menuLabel} items={items} placement="bottom end">
        <AriaButton
          className={cx(buttonCss.button, buttonCss[button.kind ?? 'plain'])}
          aria-label={menuLabel}
        >
          <Icon of={ChevronDown} />
        </AriaButton>
      </Menu>
    </span>
  )
}
