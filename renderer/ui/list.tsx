import type { ReactNode } from 'react'
import { GridList, GridListItem } from 'react-aria-components'
import { cx } from './cx.ts'
import css from './list.module.css'

/** Rows that are opened by Enter or one press (a selection of the library's would ask for two). `onRemove` answers the Delete key. */
export function List<Item>({
  label,
  items,
  idOf,
  textOf,
  children,
  onAction,
  onRemove,
  selected,
  empty,
  tall = false,
}: {
  label: string
  items: Item[]
  idOf: (item: Item) => string
  /** What typing ahead finds and assistive technology reads. */
  textOf: (item: Item) => string
  children: (item: Item) => ReactNode
  onAction?: ((item: Item) => void) | undefined
  onRemove?: ((item: Item) => void) | undefined
  selected?: string | null | undefined
  empty?: ReactNode
  /** Rows as high as their content. */
  tall?: boolean
}) {
  const byId = new Map(items.map((item) => [idOf(item), item]))
  const withItem = (id: unknown, use: ((item: Item) => void) | undefined) => {
    const item = byId.get(String(id))
    if (item !== undefined) use?.(item)
  }
  const rows = (
    <GridList
      aria-label={label}
      className={css.list ?? ''}
      {...(onAction && { onAction: (id) => withItem(id, onAction) })}
      {...(empty !== undefined && { renderEmptyState: () => <div className={css.empty}>{empty}</div> })}
    >
      {items.map((item) => (
        <GridListItem
          key={idOf(item)}
          id={idOf(item)}
          textValue={textOf(item)}
          className={cx(css.item, tall && css.tall, idOf(item) === selected && css.current)}
        >
          {children(item)}
        </GridListItem>
      ))}
    </GridList>
  )
  if (!onRemove) return rows
  return (
    <div
      className={css.holder}
      onKeyDownCapture={(event) => {
        if (event.key !== 'Delete' && event.key !== 'Backspace') return
        const row = event.target instanceof Element ? event.target.closest('[data-key]') : null
        if (row) withItem(row.getAttribute('data-key'), onRemove)
      }}
    >
      {rows}
    </div>
  )
}
