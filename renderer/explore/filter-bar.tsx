import { memo, useState } from 'react'
import { type GridLayout, initialLayout, visible } from '../ui/data-grid/index.ts'
import { Columns3, Download, Filter as FilterIcon, Locate, Search, SquarePen } from '../ui/icons.ts'
import {
  Button,
  Checkbox,
  ComboBox,
  IconButton,
  Menu,
  Popover,
  SearchField,
  Select,
  TextField,
} from '../ui/index.ts'
import { editAsQuery } from './edit-as-query.ts'
import css from './explore.module.css'
import { cannotExport, exportFiles, exportResult } from './export-result.ts'
import { filterOps, filterSql, typedValue } from './filters.ts'
import { openFind } from './find-bar.tsx'
import { GoTo } from './go-to.tsx'
import { derive } from './run.ts'
import type { Execution, Filter, FilterOp, ResultView } from './types.ts'

interface Props {
  id: string
  execution: Execution
  layout: GridLayout
  onLayout: (layout: GridLayout) => void
}

/** What can be done with a result. */
export const FilterBar = memo(function FilterBar({
  id,
  execution,
  view,
  layout,
  onLayout,
  compact,
}: Props & { view: ResultView; compact: boolean }) {
  const { filters } = execution
  const set = (next: Filter[]) => void derive(id, execution.id, { filters: next })
  const columnsText = layout.hidden.length > 0 ? `Columns, ${layout.hidden.length} hidden` : 'Columns'
  return (
    <div className={css.filterBar} role="toolbar" aria-label="Result">
      <Popover
        label="New filter"
        trigger={
          compact ? (
            <IconButton icon={FilterIcon} label="Filter" id={`filter-${id}`} />
          ) : (
            <Button kind="quiet" icon={FilterIcon} id={`filter-${id}`}>
              Filter
            </Button>
          )
        }
      >
        {(close) => (
          <FilterForm
            execution={execution}
            onDone={(filter) => {
              close()
              set([...filters, filter])
            }}
          />
        )}
      </Popover>
      {filters.length + execution.sort.length > 0 && (
        <IconButton icon={SquarePen} label="Edit as query" keys="Mod+K E" onPress={() => editAsQuery(id)} />
      )}
      <span className={css.spring} />
      {view === 'result' && (
        <>
          <IconButton icon={Search} label="Find in the result" keys="Mod+F" onPress={() => openFind(id)} />
          <Popover
            label="Go to"
            placement="bottom end"
            trigger={<IconButton icon={Locate} label="Go to row or column" keys="Mod+G" id={`goto-${id}`} />}
          >
            {(close) => <GoTo id={id} execution={execution} layout={layout} onDone={close} />}
          </Popover>
          <Popover
            label="Columns shown"
            placement="bottom end"
            trigger={
              compact ? (
                <IconButton icon={Columns3} label={columnsText} />
              ) : (
                <Button kind="quiet" icon={Columns3}>
                  {columnsText}
                </Button>
              )
            }
          >
            <ColumnChoice execution={execution} layout={layout} onLayout={onLayout} />
          </Popover>
        </>
      )}
      <span data-opens={`export-${id}`}>
        <Menu
          label="Export"
          placement="bottom end"
          items={exportFiles.map(({ format, label, detail }) => ({
            id: format,
            label,
            detail,
            disabledReason: cannotExport(format, execution),
            run: () => void exportResult(id, format),
          }))}
        >
          {compact ? (
            <IconButton icon={Download} label="Export" />
          ) : (
            <Button kind="quiet" icon={Download} menu>
              Export
            </Button>
          )}
        </Menu>
      </span>
    </div>
  )
})

function FilterForm({ execution, onDone }: { execution: Execution; onDone: (filter: Filter) => void }) {
  const columns = execution.base?.columns ?? []
  const [column, setColumn] = useState(columns[0]?.name ?? '')
  const [op, setOp] = useState<FilterOp>('=')
  const [text, setText] = useState('')
  const type = columns.find(({ name }) => name === column)?.type ?? 'VARCHAR'
  const needsValue = filterOps.find((one) => one.id === op)?.needsValue ?? true
  const filter: Filter = {
    id: crypto.randomUUID(),
    column,
    op,
    value: needsValue ? (op === 'contains' ? text : typedValue(text, type)) : null,
  }
  let problem: string | undefined
  try {
    filterSql(filter, columns)
  } catch (thrown) {
    problem = thrown instanceof Error ? thrown.message : String(thrown)
  }
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === undefined) onDone(filter)
      }}
    >
      <ComboBox
        label="Column"
        value={column}
        onChange={setColumn}
        options={columns.map(({ name, type }) => ({ id: name, label: name, detail: type }))}
      />
      <Select
        label="Condition"
        value={op}
        onChange={(next) => setOp(next as FilterOp)}
        options={filterOps.map(({ id, label }) => ({ id, label }))}
      />
      {needsValue && (
        <TextField
          label="Value"
          value={text}
          onChange={setText}
          mono
          invalid={text === '' ? undefined : problem}
          onSubmit={() => problem === undefined && onDone(filter)}
        />
      )}
      <Button
        kind="primary"
        type="submit"
        disabledReason={problem !== undefined ? (text === '' ? 'Type a value' : problem) : undefined}
      >
        Filter the whole result
      </Button>
    </form>
  )
}

function ColumnChoice({ execution, layout, onLayout }: Omit<Props, 'id'>) {
  const columns = execution.base?.columns ?? []
  const [find, setFind] = useState('')
  const hidden = new Set(layout.hidden)
  const shownCount = columns.length - hidden.size
  const found = layout.order.filter((index) =>
    columns[index]?.name.toLowerCase().includes(find.trim().toLowerCase()),
  )
  return (
    <div className={css.form}>
      <SearchField label="Find a column" value={find} onChange={setFind} autoFocus />
      <div className={css.columnList}>
        {found.slice(0, 200).map((index) => {
          const isHidden = hidden.has(index)
          const last = !isHidden && shownCount === 1
          return (
            <Checkbox
              key={index}
              isSelected={!isHidden}
              disabledReason={last ? 'One column has to stay' : undefined}
              onChange={(on) =>
                !last &&
                onLayout({
                  ...layout,
                  hidden: on ? layout.hidden.filter((other) => other !== index) : [...layout.hidden, index],
                })
              }
            >
              {visible(columns[index]?.name ?? '')}
            </Checkbox>
          )
        })}
        {found.length > 200 && <p className={css.quiet}>{`Keep typing: ${found.length - 200} more match`}</p>}
        {found.length === 0 && <p className={css.quiet}>No column has that in its name</p>}
      </div>
      <div className={css.formActions}>
        <Button onPress={() => onLayout({ ...layout, hidden: [] })}>Show all</Button>
        <Button
          onPress={() => onLayout({ ...initialLayout(columns), widths: layout.widths })}
          hint="Order, hidden and pinned columns as the query gives them"
        >
          Reset
        </Button>
      </div>
    </div>
  )
}
