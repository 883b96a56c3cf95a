import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'
import { cx } from './cx.ts'
import { formatCount } from './format.ts'
import { Icon, type IconType } from './icon.tsx'
import css from './tabs.module.css'

export interface TabItem {
  id: string
  title: string
  icon?: IconType | undefined
  count?: number | undefined
  /** Wears the error colour beside its count. */
  tone?: 'plain' | 'error' | undefined
}

/** Views of one thing. `children` renders the chosen one; only it is mounted. */
export function Tabs({
  label,
  items,
  selected,
  onSelect,
  actions,
  children,
  fill = true,
}: {
  label: string
  items: TabItem[]
  selected: string
  onSelect: (id: string) => void
  /** At the right of the row of tabs. */
  actions?: ReactNode
  children: (id: string) => ReactNode
  /** The chosen view takes all the height that is left (default). */
  fill?: boolean
}) {
  return (
    <AriaTabs
      className={cx(css.tabs, fill && css.fill)}
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(String(key))}
      keyboardActivation="manual"
    >
      <div className={css.bar}>
        <TabList className={css.list ?? ''} aria-label={label}>
          {items.map((item) => (
            <Tab key={item.id} id={item.id} className={css.tab ?? ''}>
              {item.icon && <Icon of={item.icon} />}
              {item.title}
              {item.count !== undefined && (
                <span className={cx(css.count, item.tone === 'error' && css.error)}>
                  {formatCount(item.count)}
                </span>
              )}
            </Tab>
          ))}
        </TabList>
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className={cx(css.panel, fill && css.fill)}>
          {item.id === selected && children(item.id)}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
