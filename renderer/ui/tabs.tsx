import { memo, type ReactNode, useCallback, useId, useLayoutEffect, useRef } from 'react'
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
  const id = useId()
  const latest = useRef(onSelect)
  useLayoutEffect(() => {
    latest.current = onSelect
  })
  const select = useCallback((key: string) => latest.current(key), [])
  return (
    <div className={cx(css.tabs, fill && css.fill)}>
      <div className={css.bar}>
        <Heads id={id} label={label} items={items} selected={selected} onSelect={select} />
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      <div
        role="tabpanel"
        id={`${id}-tabpanel-${nameOf(selected)}`}
        aria-labelledby={`${id}-tab-${nameOf(selected)}`}
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
  id: string
  label: string
  items: TabItem[]
  selected: string
  onSelect: (id: string) => void
}

/**
 * The row of tabs. The library draws all that stands in its tabs twice, so the views stand beside it, and the row is
 * drawn anew only when it says something else.
 */
const Heads = memo(function Heads({ id, label, items, selected, onSelect }: HeadsProps) {
  // The library names tabs and view by it, and its types have no word for that.
  const named = { id }
  return (
    <AriaTabs
      className={css.heads ?? ''}
      selectedKey={selected}
      onSelectionChange={(key) => onSelect(String(key))}
      keyboardActivation="manual"
    >
      <TabList {...named} className={css.list ?? ''} aria-label={label}>
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
    </AriaTabs>
  )
}, sayTheSame)

function sayTheSame(before: HeadsProps, now: HeadsProps): boolean {
  const parts = ({ id, title, icon, count, tone }: TabItem) => [id, title, icon, count, tone]
  const of = ({ id, label, selected, items }: HeadsProps) => [id, label, selected, ...items.flatMap(parts)]
  const [old, next] = [of(before), of(now)]
  return old.length === next.length && old.every((part, place) => part === next[place])
}
