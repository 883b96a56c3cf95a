import type { Column } from '#shared/value.ts'
import { type ChartFilter, filterText, whereSql } from '../ui/chart/index.ts'
import { X } from '../ui/icons.ts'
import { Button, IconButton, showToast } from '../ui/index.ts'
import css from './charts.module.css'

export interface Chip {
  /** Stays while its filters change, as under a brush. */
  id: string
  filters: ChartFilter[]
  onRemove: () => void
}

/** Everything that is filtered, each with its way out, and the whole as a condition. */
export function FilterChips({
  chips,
  columns,
  onClear,
}: {
  chips: Chip[]
  columns: Column[]
  onClear: () => void
}) {
  if (chips.length === 0) {
    return <p className={css.hint}>Drag over a chart, or click a bar: every other chart follows.</p>
  }
  const copy = () => {
    const where = whereSql(
      chips.flatMap(({ filters }) => filters),
      columns,
    )
    void navigator.clipboard
      .writeText(where ?? '')
      .then(() => showToast({ message: 'Copied the filters as a condition' }))
  }
  return (
    <ul className={css.chips} aria-label="Filters">
      {chips.map(({ id, filters, onRemove }) => {
        const text = filters.map(filterText).join(' and ')
        return (
          <li key={id} className={css.chip}>
            <span className={css.chipText} title={text}>
              {text}
            </span>
            <IconButton icon={X} label={`Remove filter ${text}`} onPress={onRemove} />
          </li>
        )
      })}
      <li>
        <Button kind="quiet" onPress={onClear}>
          Clear
        </Button>
      </li>
      <li>
        <Button kind="quiet" onPress={copy}>
          Copy as WHERE
        </Button>
      </li>
    </ul>
  )
}
