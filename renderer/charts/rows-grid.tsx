import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { type ChartFilter, whereSql } from '../ui/chart/index.ts'
import { DataGrid, type GridLayout, type GridSource, initialLayout } from '../ui/data-grid/index.ts'
import { Button, formatCount, StateView } from '../ui/index.ts'
import css from './charts.module.css'
import { openQuery } from './open.ts'
import type { LoadedRows } from './rows.ts'

/** Rows that the grid shows; all of them are a query away. */
const mostRows = 1000
/** Milliseconds for which a brush rests before the rows are read. */
const rest = 200

function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

/** The first rows that pass all filters, and how many do. */
export function RowsGrid({ rows, filters }: { rows: LoadedRows; filters: ChartFilter[] }) {
  const { handle, columns, sql, resolved } = rows
  const condition = useRested(whereSql(filters, columns))
  const where = condition === null ? '' : ` WHERE ${condition}`
  const asked = useQuery({
    queryKey: ['charts', 'rows', resolved.set.id, resolved.sql, where],
    queryFn: async ({ signal }) => {
      const page = await handle.over(`SELECT * FROM result${where} LIMIT ${mostRows}`, signal)
      const counted =
        condition === null
          ? handle.rows
          : Number(
              (await handle.over(`SELECT count(*) FROM result${where}`, signal)).page.columns[0]?.[0] ?? 0,
            )
      return { page, counted }
    },
    placeholderData: (before) => before,
    staleTime: 0,
    retry: false,
  })
  const { data } = asked
  const source = useMemo<GridSource | null>(() => {
    if (!data) return null
    const cells = data.page.page.columns
    return {
      columns,
      rows: cells[0]?.length ?? 0,
      page: async (from, count) => ({
        from,
        columns: cells.map((column) => column.slice(from, from + count)),
      }),
    }
  }, [data, columns])
  const [layout, setLayout] = useState<GridLayout | null>(null)
  if (asked.isError)
    return <StateView state="error" error={asked.error} onRetry={() => void asked.refetch()} />
  if (!data || !source) return <StateView state="loading" title="Reading rows" />
  const of = data.counted === handle.rows ? '' : ` of ${formatCount(handle.rows)}`
  const open = () =>
    openQuery(
      `SELECT *\nFROM (\n${sql.replace(/;\s*$/, '')}\n) AS result${condition === null ? '' : `\nWHERE ${condition}`};\n`,
      Object.fromEntries(resolved.reads.map(({ source, snapshot }) => [source, snapshot])),
      'rows of board',
    )
  return (
    <section className={css.rows} aria-label="Rows">
      <div className={css.rowsHead}>
        <span role="status">
          {`${formatCount(data.counted)}${of} rows`}
          {data.counted > mostRows && (
            <span className={css.quiet}>{`, the first ${formatCount(mostRows)} shown`}</span>
          )}
        </span>
        <Button kind="quiet" onPress={open}>
          Open as query
        </Button>
      </div>
      {data.counted === 0 ? (
        <StateView
          state="empty"
          title={`0 rows. ${filters.length === 1 ? '1 filter is' : `${filters.length} filters are`} on.`}
        />
      ) : (
        <div className={css.gridHost} data-busy={asked.isPlaceholderData || undefined}>
          <DataGrid
            source={source}
            label="Rows that pass the filters"
            layout={layout ?? initialLayout(columns)}
            onLayout={setLayout}
          />
        </div>
      )}
    </section>
  )
}
