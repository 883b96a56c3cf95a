import type { ReactElement, ReactNode } from 'react'
import { Tooltip as AriaTooltip, type TooltipProps, TooltipTrigger } from 'react-aria-components'
import { Kbd } from './kbd.tsx'
import css from './tooltip.module.css'

/**
 * Says what a control does, with its key. The child must be a component of this folder that takes focus (Button,
 * IconButton, a chip): a tooltip that only the mouse can reach would hide what it says.
 */
export function Tooltip({
  text,
  keys,
  placement = 'bottom',
  children,
}: {
  text: ReactNode
  keys?: string | undefined
  placement?: TooltipProps['placement']
  children: ReactElement
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className={css.tooltip ?? ''} placement={placement ?? 'bottom'} offset={6}>
        <span>{text}</span>
        {keys && <Kbd keys={keys} />}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
