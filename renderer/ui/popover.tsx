import type { ReactElement, ReactNode } from 'react'
import { Popover as AriaPopover, Dialog, DialogTrigger } from 'react-aria-components'
import css from './popover.module.css'

/** Something to read or to fill in beside its trigger. Esc closes it and gives the focus back. */
export function Popover({
  label,
  trigger,
  children,
  placement = 'bottom start',
}: {
  label: string
  /** The one button that opens it. */
  trigger: ReactElement
  children: ReactNode | ((close: () => void) => ReactNode)
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end'
}) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover className={css.popover ?? ''} placement={placement} offset={4}>
        <Dialog className={css.dialog ?? ''} aria-label={label}>
          {({ close }) => <>{typeof children === 'function' ? children(close) : children}</>}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}
