import { useCallback, useMemo, useState } from 'react'
import {
  DataGrid,
  type GridCells,
  type GridColumn,
  type GridLayout,
  type GridSource,
  initialLayout,
} from '../ui/data-grid/index.ts'
import { Button, plural, StateView } from '../ui/index.ts'
import { showToast } from '../ui/toast.tsx'
import { useCatalogue } from './data.ts'
import css from './explore.module.css'
import { FindBar } from './find-bar.tsx'
import { markFound } from './find-text.ts'
import { partsOf } from './parts.ts'
import { showHeadProfiles, useHeadProfiles } from './profile/head-profiles.ts'
import { useShownBook } from './profile/use-book.ts'
import { provenanceText, useProvenance } from './result-provenance.tsx'
import { derive } from './run.ts'
import { SelectionLine } from './selection-line.tsx'
import { showView } from './show-view.ts'
import { tabState, updateExecution, updateTab, useExplore } from './store.ts'
import type { Execution } from './types.ts'
import { unitsOf } from './units.ts'
import { isNarrowFrame } from './use-narrow-frame.ts'

/** The grid over a result, with its filters. */
export function ResultGrid({ id, execution }: { id: string; execution: Execution }) {
  const { shown, base, firstPage, filters, sort, deriving, deriveError, resolved } = execution
  const { data: catalogue } = useCatalogue({})
  const provenance = useProvenance(tabState(id), execution)
  // As text, so that a catalogue that was read again and says the same changes nothing.
  const units = useMemo(
    () => JSON.stringify([...unitsOf(catalogue, resolved?.reads.map((read) => read.source) ?? []).entries()]),
    [catalogue, resolved],
  )
  const shape = useMemo(() => JSON.stringify(base?.columns), [base])
  const source = useMemo<GridSource | null>(() => {
    if (!shown) return null
    const about = new Map<string, Partial<GridColumn>>(JSON.parse(units))
    return {
      columns: shown.columns.map((column) => ({ ...column, ...about.get(`${column.name} ${column.type}`) })),
      rows: shown.rows,
      page: (from, count, signal) => shown.page(from, count, signal, { cut: true }),
      whole: (from, count, signal) => shown.page(from, count, signal),
      ...(shown === base && firstPage && { first: firstPage }),
    }
  }, [shown, base, firstPage, units])
  const { layout, onLayout } = useResultLayout(id, execution)
  const [selected, setSelected] = useState<GridCells | null>(null)
  const [inView, setInView] = useState<readonly number[]>([])
  const profileOf = useHeadProfiles(useShownBook(execution, catalogue), inView)
  const finding = useExplore(({ tabs }) => tabs[id]?.finding ?? null)
  const mark = useMemo(
    () => (finding && shown ? markFound(shown.columns, finding) : undefined),
    [shown, finding],
  )
  if (!source || !base) return null
  if (base.columns.length === 0) return <StateView state="empty" title="Done. The statement gives no rows." />
  const clear = () => void derive(id, execution.id, { filters: [] })
  return (
    <div className={css.gridBox}>
      {deriveError && (
        <StateView
          state="partial"
          title={deriveError.message}
          actions={<Button onPress={clear}>Clear filters</Button>}
        />
      )}
      {finding !== null && shown && (
        <FindBar
          id={id}
          handle={shown}
          layout={layout}
          onClose={() => {
            updateTab(id, { finding: null })
            partsOf(id).grid?.focus()
          }}
        />
      )}
      {source.rows === 0 ? (
        <StateView
          state="empty"
          title={
            filters.length > 0
              ? `0 rows. ${filters.length === 1 ? '1 filter is' : `${filters.length} filters are`} on.`
              : `0 rows × ${plural(base.columns.length, 'column')}. The statement ran, and nothing matches it.`
          }
          {...(filters.length > 0 && { actions: <Button onPress={clear}>Clear them</Button> })}
        />
      ) : (
        <div className={css.gridHost} data-busy={deriving || undefined}>
          <DataGrid
            // The next result of these columns is drawn in place.
            key={shape}
            ref={(handle) => {
              partsOf(id).grid = handle
            }}
            source={source}
            label={`Result, ${plural(source.rows, 'row')} and ${plural(source.columns.length, 'column')}`}
            layout={layout}
            onLayout={onLayout}
            sort={sort}
            onSort={(next) => void derive(id, execution.id, { sort: next })}
            onFilter={({ column, value, cut }) => {
              if (value === undefined) return
              if (cut !== undefined) {
                showToast({ message: 'This value is too long to filter by. Filter by “contains” instead.' })
                return
              }
              void derive(id, execution.id, {
                filters: [...filters, { id: crypto.randomUUID(), column: column.name, op: '=', value }],
              })
            }}
            onSelection={setSelected}
            mark={mark}
            onActive={(cell) => updateTab(id, { cell })}
            onInspect={(cell) => {
              updateTab(id, { cell })
              showCell(id)
            }}
            onColumnsInView={setInView}
            profileOf={profileOf}
            onProfiles={showHeadProfiles}
            provenance={() => provenanceText(provenance)}
            position={execution.position}
            onPosition={(position) => updateExecution(id, execution.id, { position })}
          />
        </div>
      )}
      {shown && source.rows > 0 && <SelectionLine handle={shown} cells={selected} />}
    </div>
  )
}

/** How the columns of a result are arranged, and the way to change it. */
export function useResultLayout(id: string, execution: Execution | null) {
  const columns = execution?.base?.columns
  const own = execution?.layout
  const layout = useMemo(() => own ?? initialLayout(columns ?? []), [own, columns])
  const executionId = execution?.id ?? ''
  const onLayout = useCallback(
    (next: GridLayout) => updateExecution(id, executionId, { layout: next }),
    [id, executionId],
  )
  return { layout, onLayout }
}

/** Shows the chosen cell whole: in the right pane, or beside the result where there is none. */
function showCell(id: string): void {
  updateTab(id, { pane: 'cell' })
  if (isNarrowFrame()) showView(id, 'cell')
}
