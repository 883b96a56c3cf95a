import type { ReactNode } from 'react'
import { Disclosure as AriaDisclosure, Button, DisclosurePanel, Heading } from 'react-aria-components'
import css from './disclosure.module.css'
import { Icon } from './icon.tsx'
import { ChevronRight } from './icons.ts'

/** A head that shows and hides what stands below it. */
export function Disclosure({
  title,
  detail,
  defaultExpanded = true,
  actions,
  children,
}: {
  title: string
  detail?: ReactNode
  defaultExpanded?: boolean
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <AriaDisclosure defaultExpanded={defaultExpanded} className={css.disclosure ?? ''}>
      <div className={css.bar}>
        <Heading className={css.heading ?? ''} level={3}>
          <Button slot="trigger" className={css.trigger ?? ''}>
            <Icon of={ChevronRight} tone="muted" />
            <span className={css.title}>{title}</span>
            {detail !== undefined && <span className={css.detail}>{detail}</span>}
          </Button>
        </Heading>
        {actions}
      </div>
      <DisclosurePanel className={css.panel ?? ''}>{children}</DisclosurePanel>
    </AriaDisclosure>
  )
}
