import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { quoteIdent } from '#shared/sql/index.ts'
import type { Cell } from '#shared/value.ts'
import type { ResultHandle } from '../engine/index.ts'
import {
  askPlan,
  ChartFields,
  ChartFigure,
  type ChartFilter,
  type ChartSpec,
  chartRoles,
  chooseChart,
  type Distinct,
  directSql,
  filtersOf,
  filterText,
  marksOf,
  noteOf,
  type Selection,
  whereSql,
} from '../ui/chart/index.ts'
import { Button, formatCount, StateView, Switch, showToast } from '../ui/index.ts'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import { derive } from './run.ts'
import { SaveChart } from './save-chart.tsx'
import { updateExecution } from './store.ts'
import type { Execution, Filter } from './types.ts'
import { unitsOf } from './units.ts'

/** Rows that a first look at cardinalities reads. */
const looked = 100_000

/** How many values the text columns have, roughly: decides what the first chart is drawn by. */
async function distinctOf(handle: ResultHandle, signal: AbortSignal): Promise<Distinct> {
  const { word } = chartRoles(handle.columns)
  if (word.length === 0) return {}
  const names = word.slice(0, 20)
  const counts = names.map((name, index) => `approx_count_distinct(${quoteIdent(name)}) AS d${index}`)
  const { page } = await handle.over(`SELECT ${counts.join(', ')} FROM (FROM result LIMIT ${looked})`, signal)
  return Object.fromEntries(names.map((name, index) => [name, Number(page.columns[index]?.[0] ?? 0)]))
}

/** Asks the engine for what a chart draws: never all rows, but their sums, means and counts. */
async function chartOf(handle: ResultHandle, spec: ChartSpec, signal: AbortSignal) {
  const { facts, plan } = await askPlan(handle.over, spec, handle.columns, signal)
  const marks = marksOf(await handle.over(directSql(spec, plan, null), signal))
  return { facts, plan, marks }
}

/** A chart of the result as the filters leave it; the first one is chosen by the columns' types and values. */
export function ChartPane({ id, execution }: { id: string; execution: Execution }) {
  const { shown, resolved } = execution
  const rows = shown?.rows ?? 0
  const { data: catalogue } = useCatalogue({})
  const [table, setTable] = useState(false)
  const [marked, setMarked] = useState<{ of: unknown; selection: Selection } | null>(null)
  const first = useQuery({
    queryKey: ['explore', 'first chart', execution.id],
    queryFn: async ({ signal }) =>
      shown
        ? chooseChart(shown.columns, shown.rows, await distinctOf(shown, signal).catch(() => ({})))
        : null,
    enabled: shown !== null && rows > 0 && execution.chart === null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const spec = execution.chart ?? first.data ?? null
  const named = useMemo(() => {
    const units = unitsOf(catalogue, resolved?.reads.map(({ source }) => source) ?? [])
    return (shown?.columns ?? []).map((column) => ({
      ...column,
      ...units.get(`${column.name} ${column.type}`),
    }))
  }, [catalogue, resolved, shown])
  const asked = useQuery({
    queryKey: ['explore', 'chart', execution.id, execution.filters, spec],
    queryFn: ({ signal }) => {
      if (!shown || !spec) throw new Error('nothing to draw')
      return chartOf(shown, spec, signal)
    },
    enabled: shown !== null && spec !== null && rows > 0,
    retry: false,
  })
  const { data } = asked
  const drawn = useMemo(
    () => (data && spec ? { spec, columns: named, facts: data.facts, marks: data.marks, all: null } : null),
    [data, spec, named],
  )
  if (rows === 0) return <StateView state="empty" title="0 rows: nothing to draw." />
  if (shown && spec === null && !first.isFetched) {
    return <StateView state="loading" title={`Looking at ${formatCount(shown.columns.length)} columns`} />
  }
  if (!spec || !shown) {
    return (
      <StateView
        state="empty"
        title="No column here can be drawn. A chart needs a number, a time or a text."
      />
    )
  }
  const selection = marked && marked.of === data ? marked.selection : null
  const filters = selection && data ? filtersOf(selection, data.plan.axes) : []
  const note = drawn && data ? noteOf(drawn, data.plan) : null
  return (
    <div className={css.chartBox}>
      <ChartFields
        spec={spec}
        columns={shown.columns}
        onChange={(chart) => updateExecution(id, execution.id, { chart })}
      >
        <SaveChart id={id} execution={execution} spec={spec} />
        <Switch isSelected={table} onChange={setTable}>
          Show as table
        </Switch>
      </ChartFields>
      {filters.length > 0 && (
        <MarkedBar
          filters={filters}
          where={whereSql(filters, shown.columns) ?? ''}
          onFilter={(more) => {
            setMarked(null)
            void derive(id, execution.id, { filters: [...execution.filters, ...more] })
          }}
        />
      )}
      {asked.isError ? (
        <StateView state="error" error={asked.error} onRetry={() => void asked.refetch()} />
      ) : drawn && data ? (
        <>
          {note && <p className={css.note}>{note}</p>}
          <ChartFigure
            table={table}
            drawn={drawn}
            plan={data.plan}
            selection={selection}
            onSelect={(next) => setMarked(next && { of: data, selection: next })}
          />
        </>
      ) : (
        <StateView state="loading" title={`Summing up ${formatCount(rows)} rows`} />
      )}
    </div>
  )
}

/** What is marked in the chart, and what can be done with it. */
function MarkedBar({
  filters,
  where,
  onFilter,
}: {
  filters: ChartFilter[]
  where: string
  onFilter: (filters: Filter[]) => void
}) {
  const own = filters.map(asFilters)
  const plain = own.every((some) => some !== null)
  return (
    <div className={css.marked}>
      <span>{filters.map(filterText).join(', ')}</span>
      <Button
        kind="quiet"
        {...(plain
          ? { onPress: () => onFilter(own.flatMap((some) => some ?? [])) }
          : { disabledReason: 'Mark one value, or copy the condition' })}
      >
        Filter the rows
      </Button>
      <Button
        kind="quiet"
        onPress={() =>
          void navigator.clipboard.writeText(where).then(() => showToast({ message: 'Copied the condition' }))
        }
      >
        Copy as WHERE
      </Button>
    </div>
  )
}

/** As filters of the grid; null for several words at once, which those do not say. */
function asFilters({ column, from, to, in: among }: ChartFilter): Filter[] | null {
  const filter = (op: Filter['op'], value: Cell): Filter => ({ id: crypto.randomUUID(), column, op, value })
  if (among) {
    const [only = null] = among
    return among.length === 1 ? [only === null ? filter('is null', null) : filter('=', only)] : null
  }
  return [...(from === undefined ? [] : [filter('>=', from)]), ...(to === undefined ? [] : [filter('<', to)])]
}
