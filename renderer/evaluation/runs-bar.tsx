import { Button, Checkbox, Popover, SearchField, Select } from '../ui/index.ts'
import type { RunColumn } from './columns.ts'
import css from './evaluation.module.css'
import type { GroupBy } from './group.ts'
import type { TableChoice } from './store.ts'

const groups: { id: GroupBy; label: string }[] = [
  { id: 'none', label: 'none' },
  { id: 'algorithm', label: 'algorithm' },
  { id: 'version', label: 'version' },
  { id: 'snapshot', label: 'snapshot' },
  { id: 'params', label: 'params' },
  { id: 'state', label: 'state' },
]

/** Filter, grouping and columns of the runs table. */
export function RunsBar({
  table,
  columns,
  varying,
  problem,
  hidden,
  onChange,
}: {
  table: TableChoice
  columns: readonly RunColumn[]
  varying: ReadonlySet<string>
  problem: string | null
  /** Columns that are hidden because all their values are equal. */
  hidden: number
  onChange: (change: Partial<TableChoice>) => void
}) {
  return (
    <>
      <div className={css.controls}>
        <span className={css.filter}>
          <SearchField
            label="Filter runs"
            placeholder="Filter, e.g. mae < 14 median"
            value={table.filter}
            onChange={(filter) => onChange({ filter })}
          />
        </span>
        <Select
          label="Group by"
          hideLabel
          quiet
          prefix="Group"
          value={table.group}
          onChange={(id) => onChange({ group: groups.find((one) => one.id === id)?.id ?? 'none' })}
          options={groups}
        />
        <Button
          kind="quiet"
          keys="D"
          hint={
            table.varyingOnly
              ? 'Show columns whose values are all equal too'
              : 'Hide columns whose values are all equal'
          }
          onPress={() => onChange({ varyingOnly: !table.varyingOnly })}
        >
          {table.varyingOnly ? (
            <>
              Varying only
              <span className={css.roomy}>
                {`: ${hidden} equal ${hidden === 1 ? 'column' : 'columns'} hidden`}
              </span>
            </>
          ) : (
            'All columns'
          )}
        </Button>
        <span className={css.spring} />
        <Popover
          label="Columns"
          placement="bottom end"
          trigger={
            <Button kind="quiet" menu>
              Columns
            </Button>
          }
        >
          <div className={css.choice}>
            <div className={css.choiceList}>
              {columns
                .filter(({ pinned }) => !pinned)
                .map(({ id, title, kind, metric, unit }) => (
                  <Checkbox
                    key={id}
                    isSelected={!table.hidden.includes(id)}
                    onChange={(on) =>
                      onChange({
                        hidden: on ? table.hidden.filter((one) => one !== id) : [...table.hidden, id],
                      })
                    }
                  >
                    <span className={css.option}>
                      <span>
                        {kind === 'delta' ? `${metric?.name} ${title}` : `${title}${unit ? `, ${unit}` : ''}`}
                      </span>
                      {!varying.has(id) && <span className={css.optionDetail}>equal in all runs</span>}
                    </span>
                  </Checkbox>
                ))}
            </div>
          </div>
        </Popover>
      </div>
      {problem && (
        <p className={css.filterProblem} role="alert">
          {problem}
        </p>
      )}
    </>
  )
}
