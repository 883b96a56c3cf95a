import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type ChartFile, parseChart, writeChart } from '#shared/format/chart.ts'
import { useFileDraft } from '../client/file-drafts.ts'
import { ChartFields, type ChartSpec, chartText, filtersOf, whereSql } from '../ui/chart/index.ts'
import { Button, Heading, Provenance, StateView, Switch } from '../ui/index.ts'
import type { TabProps } from '../ui/workbench.ts'
import css from './charts.module.css'
import { useParsed } from './data.ts'
import { ExportMenu, exportItems } from './export-menu.tsx'
import { FileNotices } from './file-notices.tsx'
import { FilterChips } from './filter-chips.tsx'
import { openAsText } from './open.ts'
import { ParamsBar } from './params-bar.tsx'
import { pictureProvenance, useRowsProvenance } from './provenance.ts'
import { RowsGrid } from './rows-grid.tsx'
import { dataKey } from './session.ts'
import { TileView } from './tile-view.tsx'
import { useFileTab } from './use-file-tab.ts'
import { useSession, useSessionPart } from './use-session.ts'

const id = 'chart'
const none: never[] = []

const specOf = ({ kind, x, y, aggregate, color, map }: ChartFile): ChartSpec => ({
  kind,
  x,
  y,
  aggregate,
  color,
  map,
})

/** A chart's file: the chart over its rows, with its fields to change. What is changed is saved at once. */
export default function ChartTab({ tab, active }: TabProps) {
  const path = tab.params.path ?? ''
  const { draft, state: file } = useFileDraft(path)
  useFileTab(tab.id, path, active)
  const { value: chart, error: problem } = useParsed(
    path,
    file.state === 'ready' ? file.text : null,
    parseChart,
  )
  const session = useSession(tab.id)
  const [table, setTable] = useState(false)
  const [again, setAgain] = useState(0)
  const picture = useRef<SVGSVGElement | null>(null)
  // Always the same, as a chart is drawn again for a new one.
  const keepPicture = useCallback((svg: SVGSVGElement) => {
    picture.current = svg
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `again` asks once more for the same
  useEffect(() => {
    if (chart) session.show([{ id, spec: specOf(chart), data: chart }], none)
  }, [session, chart, again])
  const rows = useSessionPart(session, (state) => (chart ? state.rows[dataKey(chart)] : undefined))
  const tile = useSessionPart(session, ({ tiles }) => tiles[id])
  const selection = useSessionPart(session, ({ selections }) => selections[id])
  const from = useRowsProvenance(useMemo(() => (rows ? [rows] : none), [rows]))
  if (file.state === 'loading') return <StateView state="loading" title={`Reading ${path}`} />
  if (file.state === 'failed') {
    return <StateView state="error" error={file.loadError} onRetry={() => void draft.load()} />
  }
  const save = (next: ChartFile) => draft.edit(writeChart(next), { autosave: true })
  const marked = selection && tile?.state === 'ready' ? filtersOf(selection, tile.plan.axes) : []
  const title = chart?.title ?? (chart ? chartText(specOf(chart), rows?.columns) : tab.title)
  const provenance = () =>
    rows ? pictureProvenance(title, rows, from, whereSql(marked, rows.columns)) : null
  const what = chart?.source ?? chart?.query ?? path
  return (
    <div className={css.tab}>
      <Heading
        title={title}
        chips={<span className={css.quiet}>{what}</span>}
        actions={
          <>
            <Switch isSelected={table} onChange={setTable}>
              Show as table
            </Switch>
            <ExportMenu items={exportItems(tab.title, () => (table ? null : picture.current), provenance)} />
            <Button kind="quiet" onPress={() => openAsText(path)}>
              Edit as text
            </Button>
          </>
        }
      />
      <FileNotices path={path} problem={problem} />
      {chart && (
        <>
          {rows && (
            <ChartFields
              spec={specOf(chart)}
              columns={rows.handle.columns}
              onChange={(spec) => save({ ...chart, ...spec })}
            />
          )}
          {rows && (
            <ParamsBar
              specs={rows.specs}
              values={chart.params}
              onChange={(params) => save({ ...chart, params })}
            />
          )}
          {marked.length > 0 && rows && (
            <FilterChips
              chips={[{ id, filters: marked, onRemove: () => session.clear() }]}
              columns={rows.columns}
              onClear={() => session.clear()}
            />
          )}
          <div className={css.one}>
            <TileView
              id={id}
              session={session}
              table={table}
              what={what}
              onRetry={() => setAgain((count) => count + 1)}
              onText={() => openAsText(path)}
              onPicture={keepPicture}
            />
          </div>
          {marked.length > 0 && rows && <RowsGrid rows={rows} filters={marked} />}
        </>
      )}
      <Provenance {...from} />
    </div>
  )
}
