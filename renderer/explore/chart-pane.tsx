import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { Cell, Column } from '#shared/value.ts'
import type { ResultHandle } from '../engine/index.ts'
import {
  asKind,
  Chart,
  type ChartData,
  type ChartKind,
  type ChartSpec,
  chartRoles,
  chartSql,
  chooseChart,
  mostBars,
  mostPoints,
  needsRange,
  rangeSql,
} from '../ui/chart/index.ts'
import { cellText, columnDecimals } from '../ui/data-grid/index.ts'
import { formatCount, Select, SmallTable, StateView, Switch } from '../ui/index.ts'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import { updateExecution } from './store.ts'
import type { Execution } from './types.ts'
import { unitsOf } from './units.ts'

const kinds: { id: ChartKind; label: string }[] = [
  { id: 'bar', label: 'Bars' },
  { id: 'line', label: 'Line' },
  { id: 'point', label: 'Points' },
  { id: 'histogram', label: 'Histogram' },
  { id: 'heat', label: 'Heat map' },
]

/** Asks the engine for what a chart draws: never all rows, but their sums, means and counts. */
async function chartData(handle: ResultHandle, spec: ChartSpec, signal: AbortSignal): Promise<ChartData> {
  const { columns } = handle
  let ranges: { min: number; max: number }[] = []
  if (needsRange(spec, columns, spec.x)) {
    const names = spec.kind === 'heat' && spec.y !== null ? [spec.x, spec.y] : [spec.x]
    const ends = await handle.over(rangeSql(columns, names), signal)
    const value = (name: string) =>
      Number(ends.page.columns[ends.columns.findIndex((column) => column.name === name)]?.[0] ?? 0)
    ranges = names.map((_, index) => ({ min: value(`min_${index}`), max: value(`max_${index}`) }))
  }
  const answer = await handle.over(chartSql(spec, columns, ranges), signal)
  const values = answer.page.columns
  const rows = values[0]?.length ?? 0
  const folded = spec.kind === 'bar' && rows > mostBars
  const sampled = spec.kind === 'point' && handle.rows > mostPoints
  return {
    columns: answer.columns,
    values: folded ? values.map((column) => column.slice(0, mostBars)) : values,
    ...(folded && { note: `The first ${mostBars} values of ${spec.x}` }),
    ...(sampled && {
      note: `From a sample of ${formatCount(mostPoints)} of ${formatCount(handle.rows)} rows`,
    }),
  }
}

/** A chart of the result as the filters leave it; the first one is chosen by the columns' types. */
export function ChartPane({ id, execution }: { id: string; execution: Execution }) {
  const { shown, resolved } = execution
  const columns = shown?.columns ?? []
  const rows = shown?.rows ?? 0
  const { data: catalogue } = useCatalogue({})
  const first = useMemo(() => (shown ? chooseChart(shown.columns, shown.rows) : null), [shown])
  const spec = execution.chart ?? first
  const [table, setTable] = useState(false)
  const named = useMemo(() => {
    const units = unitsOf(catalogue, resolved?.reads.map(({ source }) => source) ?? [])
    return (shown?.columns ?? []).map((column) => ({
      ...column,
      ...units.get(`${column.name} ${column.type}`),
    }))
  }, [catalogue, resolved, shown])
  const drawn = useQuery({
    queryKey: ['explore', 'chart', execution.id, execution.filters, spec],
    queryFn: ({ signal }) => {
      if (!shown || !spec) throw new Error('nothing to draw')
      return chartData(shown, spec, signal)
    },
    enabled: shown !== null && spec !== null && rows > 0,
    retry: false,
  })
  if (rows === 0) return <StateView state="empty" title="0 rows: nothing to draw." />
  if (!spec || !shown) {
    return (
      <StateView
        state="empty"
        title="No column here can be drawn. A chart needs a number, a time or a text."
      />
    )
  }
  const set = (chart: ChartSpec | null) => chart && updateExecution(id, execution.id, { chart })
  return (
    <div className={css.chartBox}>
      <ChartControls spec={spec} columns={columns} onChange={set}>
        <Switch isSelected={table} onChange={setTable}>
          Show as table
        </Switch>
      </ChartControls>
      {drawn.isError ? (
        <StateView state="error" error={drawn.error} onRetry={() => void drawn.refetch()} />
      ) : drawn.data ? (
        <>
          {drawn.data.note && <p className={css.note}>{drawn.data.note}</p>}
          {table ? (
            <ChartTable data={drawn.data} spec={spec} />
          ) : (
            <Chart spec={spec} data={drawn.data} columns={named} />
          )}
        </>
      ) : (
        <StateView state="loading" title={`Summing up ${formatCount(rows)} rows`} />
      )}
    </div>
  )
}

function ChartControls({
  spec,
  columns,
  onChange,
  children,
}: {
  spec: ChartSpec
  columns: Column[]
  onChange: (spec: ChartSpec | null) => void
  children: React.ReactNode
}) {
  const { time, number, word } = chartRoles(columns)
  const option = (name: string) => ({ id: name, label: name })
  const xs =
    spec.kind === 'bar' ? [...word, ...time, ...number] : spec.kind === 'line' ? [...time, ...number] : number
  // Counts of buckets add up; of other values the mean says most.
  const usual = spec.kind === 'histogram' ? 'sum' : 'avg'
  const measured = spec.kind === 'bar' || spec.kind === 'line'
  return (
    <div className={css.chartBar} role="toolbar" aria-label="Chart">
      <Select
        label="Kind of chart"
        hideLabel
        quiet
        value={spec.kind}
        options={kinds.filter(({ id }) => asKind(id, columns, spec) !== null)}
        onChange={(kind) => onChange(asKind(kind as ChartKind, columns, spec))}
      />
      <Select
        label="Across"
        hideLabel
        quiet
        prefix="x"
        value={spec.x}
        options={xs.map(option)}
        onChange={(x) => onChange({ ...spec, x })}
      />
      <Select
        label="Upwards"
        hideLabel
        quiet
        prefix="y"
        value={spec.y ?? ''}
        options={[
          ...(measured || spec.kind === 'histogram' ? [{ id: '', label: 'rows' }] : []),
          ...number.map(option),
        ]}
        onChange={(y) =>
          onChange({
            ...spec,
            y: y === '' ? null : y,
            aggregate: y === '' ? 'count' : spec.aggregate === 'count' ? usual : spec.aggregate,
          })
        }
      />
      {measured && spec.y !== null && (
        <Select
          label="How rows become one value"
          hideLabel
          quiet
          value={spec.aggregate}
          options={(['avg', 'sum', 'min', 'max', 'count'] as const).map(option)}
          onChange={(aggregate) => onChange({ ...spec, aggregate: aggregate as ChartSpec['aggregate'] })}
        />
      )}
      {(spec.kind === 'line' || spec.kind === 'point') && word.length > 0 && (
        <Select
          label="Colour"
          hideLabel
          quiet
          prefix="colour"
          value={spec.color ?? ''}
          options={[{ id: '', label: 'none' }, ...word.map(option)]}
          onChange={(color) => onChange({ ...spec, color: color === '' ? null : color })}
        />
      )}
      <span className={css.spring} />
      {children}
    </div>
  )
}

interface ChartRow {
  id: string
  cells: Cell[]
}

/** The chart's own values, for who cannot see it and for who wants the figure. */
function ChartTable({ data, spec }: { data: ChartData; spec: ChartSpec }) {
  const rows: ChartRow[] = (data.values[0] ?? []).slice(0, 500).map((_, row) => ({
    id: String(row),
    cells: data.values.map((column): Cell => column[row] ?? null),
  }))
  const names: Record<string, string> = {
    x: spec.x,
    y: spec.y ?? 'rows',
    color: spec.color ?? '',
    rows: 'rows',
  }
  const isTime = spec.kind === 'line'
  const decimals = data.values.map((column) => Math.min(3, columnDecimals(column)))
  const show = (value: Cell, { name, type }: Column, place: number) =>
    name === 'x' && isTime && typeof value === 'number' && value > 1e11
      ? new Date(value).toISOString().slice(0, 16).replace('T', ' ')
      : cellText(value, type, decimals[place] ?? 0).text
  return (
    <div className={css.tableBox}>
      <SmallTable<ChartRow>
        label="Values of the chart"
        rows={rows}
        idOf={({ id }) => id}
        columns={data.columns.map((column, place) => ({
          id: column.name,
          name: names[column.name] ?? column.name,
          align: column.type === 'VARCHAR' ? ('start' as const) : ('end' as const),
          render: ({ cells }) => show(cells[place] ?? null, column, place),
        }))}
      />
    </div>
  )
}
