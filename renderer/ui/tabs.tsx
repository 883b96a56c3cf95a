import { memo, type ReactNode, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { Tabs as AriaTabs, Tab, TabList } from 'react-aria-components'
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
  const [id, setId] = useState<string | null>(null)
  const latest = useRef(onSelect)
  useLayoutEffect(() => {
    latest.current = onSelect
  })
  const select = useCallback((key: string) => latest.current(key), [])
  return (
    <div className={cx(css.tabs, fill && css.fill)}>
      <div className={css.bar}>
        <Heads label={label} items={items} selected={selected} onSelect={select} onId={setId} />
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      <div
        role="tabpanel"
        {...(id !== null && {
          id: `${id}-tabpanel-${nameOf(selected)}`,
          'aria-labelledby': `${id}-tab-${nameOf(selected)}`,
        })}
        key={selected}
        className={cx(css.panel, fill && css.fill)}
      >
        {items.some((item) => item.id === selected) && children(selected)}
      </div>
    </div>
  )
}

/** A tab's key as the library has it in ids. */
const nameOf = (key: string): string => key.replace(/\s+/g, '')

interface HeadsProps {
  label: string
  items: TabItem[]
  selected: string
  onSelect: (id: string) => void
  /** Hears what the ids of the tabs and of their views begin with, which is the library's to choose. */
  onId: (id: string) => void
}

/**
 * The row of tabs. The library draws all that stands in its tabs twice, so the views stand beside it, and the row is
 * drawn anew only when it says something else.
 */
const Heads = memo(function Heads({ label, items, selected, onSelect, onId }: HeadsProps) {
  const tellId = (key: string) => (tab: HTMLElement | null) => {
    if (tab) onId(tab.id.slice(0, -`-tab-${nameOf(key)}`.length))
  }
  return (
    <AriaTabs
      className={css.heads ?? ''}
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(String(key))}
      keyboardActivation="manual"
    >
      <TabList className={css.list ?? ''} aria-label={label}>
        {items.map((item) => (
          <Tab key={item.id} id={item.id} ref={tellId(item.id)} className={css.tab ?? ''}>
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
    </AriaTabs>
  )
}, sayTheSame)

function sayTheSame(before: HeadsProps, now: HeadsProps): boolean {
  const parts = ({ id, title, icon, count, tone }: TabItem) => [id, title, icon, count, tone]
  const of = ({ label, selected, items }: HeadsProps) => [label, selected, ...items.flatMap(parts)]
  const [old, next] = [of(before), of(now)]
  return old.length === next.length && old.every((part, place) => part === next[place])
}
