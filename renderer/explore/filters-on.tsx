import type { Column } from '#shared/value.ts'
import { visible } from '../ui/data-grid/index.ts'
import { Copy, X } from '../ui/icons.ts'
import { Button, IconButton } from '../ui/index.ts'
import { showToast } from '../ui/toast.tsx'
import css from './explore.module.css'
import { filterLabel, whereSql } from './filters.ts'
import { partsOf } from './parts.ts'
import { derive } from './run.ts'
import type { Execution, Filter } from './types.ts'

/** The filters that are on, each with its way out, in a line of their own: there may be many. */
export function FiltersOn({ id, execution }: { id: string; execution: Execution }) {
  const { filters, base } = execution
  const columns = base?.columns ?? []
  const set = (next: Filter[]) => {
    void derive(id, execution.id, { filters: next })
    // What was pressed goes; the focus does not go with it.
    const { grid } = partsOf(id)
    if (grid) grid.focus()
    else document.getElementById(`filter-${id}`)?.focus()
  }
  const copyWhere = () => {
    const where = whereSql(filters, columns)
    if (where === null) return
    void navigator.clipboard.writeText(`WHERE ${where}`).then(() => showToast({ message: 'Copied as WHERE' }))
  }
  return (
    <div className={css.filtersOn} role="toolbar" aria-label="Filters">
      {filters.map((filter) => (
        <span key={filter.id} className={css.chip}>
          <span className={css.chipText} title={visible(chipTitle(filter, columns))}>
            {visible(filterLabel(filter, columns))}
          </span>
          <IconButton
            icon={X}
            label={`Remove filter ${filterLabel(filter, columns)}`}
            onPress={() => set(filters.filter((other) => other.id !== filter.id))}
          />
        </span>
      ))}
      <Button kind="quiet" onPress={() => set([])}>
        Clear
      </Button>
      <IconButton icon={Copy} label="Copy as WHERE" onPress={copyWhere} />
    </div>
  )
}

/** What the chip says, and for a condition its SQL. */
function chipTitle(filter: Filter, columns: Column[]): string {
  const label = filterLabel(filter, columns)
  return filter.op === 'where' ? `${label}\n${filter.value}` : label
}
