import { ChevronDown, ChevronRight } from '../ui/icons.ts'
import { cx, Icon, plural } from '../ui/index.ts'
import type { RunColumn } from './columns.ts'
import css from './evaluation.module.css'
import type { TableItem } from './group.ts'
import { metricText } from './metrics.ts'
import { cellRole, groupRole, isEnd } from './roles.ts'

/** The head of a group: how many runs it has, and the medians of their numbers. */
export function GroupRow({
  item,
  columns,
  index,
  start,
  focused,
}: {
  item: Extract<TableItem, { kind: 'group' }>
  columns: readonly RunColumn[]
  index: number
  /** Px from the first row. */
  start: number
  focused: boolean
}) {
  // The title has the room of every column that a group says nothing in.
  const told = columns.findIndex(({ kind }) => kind === 'metric' || kind === 'from')
  const lead = Math.max(columns.filter(({ pinned }) => pinned).length, told)
  const [first] = columns.filter(({ kind }) => kind === 'metric')
  const range = first && item.figures.get(first.id)
  return (
    <div
      id={`run-${item.id}`}
      className={cx(css.gridRow, css.groupRow)}
      {...groupRole(index, item.collapsed)}
      data-focused={focused || undefined}
      data-group={item.id}
      style={{ top: start }}
    >
      <span
        {...cellRole}
        className={css.groupTitle}
        style={{ gridColumn: `1 / span ${lead + 1}` }}
        tabIndex={-1}
      >
        <Icon of={item.collapsed ? ChevronRight : ChevronDown} tone="muted" />
        <span className={css.clip} title={item.title}>
          {item.title}
        </span>
        <span className={css.quiet}>{plural(item.count, 'run')}</span>
      </span>
      {columns.slice(lead).map((column) => {
        const figure = item.figures.get(column.id)
        return (
          <span
            key={column.id}
            {...cellRole}
            className={cx(css.gridCell, isEnd(column.kind) && css.end)}
            tabIndex={-1}
          >
            {column.kind === 'metric' && figure ? (
              <span
                title={`median; ${metricText(figure.min, column.decimals)} to ${metricText(figure.max, column.decimals)}`}
              >
                {metricText(figure.median, column.decimals)}
              </span>
            ) : column.kind === 'from' && first && range && item.count > 1 ? (
              <span className={css.quiet}>
                {`medians; ${first.title} ${metricText(range.min, first.decimals)} to ${metricText(range.max, first.decimals)}`}
              </span>
            ) : null}
          </span>
        )
      })}
    </div>
  )
}
