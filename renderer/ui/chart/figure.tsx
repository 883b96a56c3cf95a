import type { ReactNode } from 'react'
import type { Cell } from '#shared/value.ts'
import { SmallTable } from '../small-table.tsx'
import css from './chart.module.css'
import { Chart, type ChartProps } from './lazy.tsx'
import { chartText, tableOf } from './words.ts'

/** Rows of a chart's table; a chart with more marks says how many. */
const mostRows = 500

/** A chart, or with `table` its values, for who cannot see it and for who wants the figure. */
export function ChartFigure({ table, ...props }: ChartProps & { table: boolean }): ReactNode {
  if (!table) return <Chart {...props} />
  const { drawn, plan } = props
  const { heads, rows } = tableOf(drawn, plan)
  const shown = rows.slice(0, mostRows).map((cells, index) => ({ id: String(index), cells }))
  return (
    <div className={css.table}>
      {rows.length > mostRows && (
        <p className={css.note}>{`The first ${mostRows} of ${rows.length.toLocaleString('en-US')} marks`}</p>
      )}
      <SmallTable<{ id: string; cells: Cell[] }>
        label={`Values of the ${chartText(drawn.spec, drawn.columns)}`}
        rows={shown}
        idOf={({ id }) => id}
        columns={heads.map(({ name, number }, place) => ({
          id: String(place),
          name,
          align: number ? ('end' as const) : ('start' as const),
          render: ({ cells }) => String(cells[place] ?? ''),
        }))}
      />
    </div>
  )
}
