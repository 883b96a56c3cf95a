import { type ReactNode, useMemo, useState } from 'react'
import {
  Table as AriaTable,
  Cell,
  Column,
  Row,
  type SortDescriptor,
  TableBody,
  TableHeader,
} from 'react-aria-components'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { ArrowDown, ArrowUp } from './icons.ts'
import css from './small-table.module.css'

export interface TableColumn<RowType> {
  id: string
  name: string
  /** Stands in the header, never in the cells. */
  unit?: string | undefined
  /** Numbers are at the end of their cell, in tabular figures. */
  align?: 'start' | 'end' | undefined
  /** CSS width of the column (`120px`, `1fr` is not one: leave it out to share what is left). */
  width?: string | undefined
  render: (row: RowType) => ReactNode
  /** Makes the column sortable. Null sorts last. */
  sortBy?: ((row: RowType) => string | number | null) | undefined
  mono?: boolean | undefined
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -1 : 1
}

/** Rows and columns share one space of keys: a row that is called like a column must not take its place. */
const rowPrefix = 'row:'
const rowKey = (id: string) => rowPrefix + id
const rowId = (key: unknown) => String(key).slice(rowPrefix.length)

/** A table of up to 500 rows: sorts by its heads, opens a row by Enter or a double press. Larger ones are grids. */
export function SmallTable<RowType>({
  label,
  columns,
  rows,
  idOf,
  onAction,
  selected,
  onSelect,
  selectionMode = 'none',
  initialSort,
  empty,
  rowHeader,
}: {
  label: string
  columns: TableColumn<RowType>[]
  rows: RowType[]
  idOf: (row: RowType) => string
  onAction?: ((row: RowType) => void) | undefined
  selected?: Iterable<string> | undefined
  onSelect?: ((ids: Set<string>) => void) | undefined
  selectionMode?: 'none' | 'single' | 'multiple' | undefined
  initialSort?: SortDescriptor | undefined
  empty?: ReactNode
  /** Id of the column that names the row (the first when left out). */
  rowHeader?: string | undefined
}) {
  const [sort, setSort] = useState<SortDescriptor | undefined>(initialSort)
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.id === sort?.column)?.sortBy
    if (!by || !sort) return rows
    const sign = sort.direction === 'descending' ? -1 : 1
    return [...rows].sort((a, b) => {
      const [x, y] = [by(a), by(b)]
      return x === null || y === null ? compare(x, y) : sign * compare(x, y)
    })
  }, [rows, columns, sort])
  const byId = useMemo(() => new Map(rows.map((row) => [idOf(row), row])), [rows, idOf])
  const header = rowHeader ?? columns[0]?.id
  return (
    <div className={css.scroll}>
      <AriaTable
        aria-label={label}
        className={css.table ?? ''}
        selectionMode={selectionMode}
        selectionBehavior="replace"
        {...(selected && { selectedKeys: [...selected].map(rowKey) })}
        {...(onSelect && {
          onSelectionChange: (keys) =>
            onSelect(keys === 'all' ? new Set(byId.keys()) : new Set([...keys].map(rowId))),
        })}
        {...(sort && { sortDescriptor: sort })}
        onSortChange={setSort}
        {...(onAction && {
          onRowAction: (id) => {
            const row = byId.get(rowId(id))
            if (row !== undefined) onAction(row)
          },
        })}
      >
        <TableHeader>
          {columns.map((column) => (
            <Column
              key={column.id}
              id={column.id}
              isRowHeader={column.id === header}
              allowsSorting={column.sortBy !== undefined}
              className={cx(css.column, column.align === 'end' && css.end)}
              {...(column.width && { style: { width: column.width } })}
            >
              {({ sortDirection }) => (
                <span className={css.head}>
                  <span className={css.name}>
                    {column.name}
                    {column.unit && <span className={css.unit}>, {column.unit}</span>}
                  </span>
                  {sortDirection && <Icon of={sortDirection === 'ascending' ? ArrowUp : ArrowDown} />}
                </span>
              )}
            </Column>
          ))}
        </TableHeader>
        <TableBody
          {...(empty !== undefined && { renderEmptyState: () => <div className={css.empty}>{empty}</div> })}
        >
          {sorted.map((row) => (
            <Row key={idOf(row)} id={rowKey(idOf(row))} className={css.row ?? ''}>
              {columns.map((column) => (
                <Cell
                  key={column.id}
                  className={cx(css.cell, column.align === 'end' && css.end, column.mono && css.mono)}
                >
                  {column.render(row)}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </AriaTable>
    </div>
  )
}
