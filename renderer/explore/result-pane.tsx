import { useRef } from 'react'
import { explainedPart } from '#shared/sql/index.ts'
import { Button, formatCount, formatKeys, StateView, Tabs, useNarrow } from '../ui/index.ts'
import type { Tab } from '../ui/workbench.ts'
import { CellPane } from './cell-pane.tsx'
import { ChartPane } from './chart-pane.tsx'
import { ColumnsPane } from './columns-pane.tsx'
import css from './explore.module.css'
import { FailedView } from './failed-view.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FiltersOn } from './filters-on.tsx'
import { PlanPane } from './plan/plan-pane.tsx'
import { PreviewPane } from './preview-pane.tsx'
import { ResultProfile } from './profile/result-profile.tsx'
import { ResultGrid, useResultLayout } from './result-grid.tsx'
import { ResultProvenance } from './result-provenance.tsx'
import { runAtCaret, stop } from './run.ts'
import { chosenOf, seenOf, updateTab } from './store.ts'
import type { Execution, QueryTabState, ResultView } from './types.ts'
import { useNarrowFrame } from './use-narrow-frame.ts'

/** A statement in a few words, for the tab of its result. */
function titleOf({ sql, number, cell }: Execution): string {
  if (cell) return `${number} ${cell}`
  const words = sql
    .replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return `${number} ${words.length > 24 ? `${words.slice(0, 23)}…` : words}`
}

/** What the statements answered: one tab a statement, and in it grid, preview, chart and plan. */
export function ResultPane({ tab, state }: { tab: Tab; state: QueryTabState }) {
  const { id } = tab
  const { executions, chosen } = state
  const execution = chosenOf(state) ?? null
  if (executions.length < 2) return <OneResult id={id} state={state} execution={execution} />
  return (
    <Tabs
      label="Statements"
      selected={chosen ?? ''}
      onSelect={(next) => updateTab(id, { chosen: next, cell: null })}
      items={executions.map((one) => ({
        id: one.id,
        title: one.state === 'failed' ? `${titleOf(one)} failed` : titleOf(one),
        ...(one.shown && { count: one.shown.rows }),
        ...(one.state === 'failed' && { tone: 'error' as const }),
      }))}
    >
      {() => <OneResult id={id} state={state} execution={execution} />}
    </Tabs>
  )
}

interface ViewProps {
  id: string
  state: QueryTabState
  execution: Execution | null
}

const views: { id: ResultView; title: string }[] = [
  { id: 'result', title: 'Result' },
  { id: 'preview', title: 'Preview' },
  { id: 'chart', title: 'Chart' },
  { id: 'profile', title: 'Profile' },
  { id: 'plan', title: 'Plan' },
]
/** Without room at the right, its two views stand beside the result. */
const narrowViews: typeof views = [
  ...views,
  { id: 'columns', title: 'Columns' },
  { id: 'cell', title: 'Cell' },
]

function OneResult({ id, state, execution }: ViewProps) {
  const items = useNarrowFrame() ? narrowViews : views
  const box = useRef<HTMLDivElement>(null)
  // The views keep their room: what stands beside them loses its words first.
  const compact = useNarrow(box, items === narrowViews ? 800 : 700)
  const seen = seenOf(state) ?? null
  const { layout, onLayout } = useResultLayout(id, seen)
  const view = items.some((item) => item.id === state.view) ? state.view : 'result'
  const done = seen?.state === 'done' ? seen : null
  // The result of an EXPLAIN is the plan, not the text that the engine draws it with.
  const shownAs = (shown: ResultView) =>
    shown === 'result' && done && explainedPart(done.sql) ? 'plan' : shown
  return (
    <div
      ref={box}
      className={css.resultBox}
      data-keys="result"
      data-standing={seen !== execution || undefined}
      data-outcome={execution ? `${execution.state} ${execution.id}` : 'none'}
    >
      <Tabs
        label="Views of the result"
        selected={view}
        onSelect={(next) => updateTab(id, { view: next as ResultView })}
        items={items}
        actions={
          done &&
          view !== 'preview' && (
            <FilterBar
              id={id}
              execution={done}
              view={shownAs(view)}
              compact={compact}
              layout={layout}
              onLayout={onLayout}
            />
          )
        }
      >
        {(shown) => (
          <>
            {done && shown !== 'preview' && done.filters.length > 0 && <FiltersOn id={id} execution={done} />}
            <View
              id={id}
              state={state}
              execution={seen}
              view={shownAs(items.find((item) => item.id === shown)?.id ?? 'result')}
            />
          </>
        )}
      </Tabs>
      {done && view !== 'preview' && (
        <ResultProvenance state={state} execution={done}>
          {figures(done)}
        </ResultProvenance>
      )}
    </div>
  )
}

function View({ id, state, execution, view }: ViewProps & { view: ResultView }) {
  if (view === 'preview') return <PreviewPane id={id} state={state} />
  if (view === 'columns') return <ColumnsPane id={id} />
  if (view === 'cell') return <CellPane id={id} />
  if (!execution) {
    return (
      <StateView
        state="empty"
        title={`Press ${formatKeys('Mod+Enter')} to run the statement at the caret.`}
      />
    )
  }
  switch (execution.state) {
    case 'waiting':
      return <StateView state="empty" title="Waits for the statements before it." />
    case 'running': {
      const sources = execution.resolved?.reads.map(({ source }) => source).join(', ')
      return (
        <StateView
          key={execution.id}
          state="loading"
          title={sources ? `Running · reading ${sources}` : 'Running'}
          startedAt={execution.startedAt}
          onCancel={() => stop(id)}
          cancelLabel="Stop"
        />
      )
    }
    case 'failed':
      return <FailedView id={id} execution={execution} />
    case 'cancelled':
      return (
        <StateView
          state="empty"
          title="Stopped before the result was complete. Run again to get all."
          actions={
            <Button onPress={() => void runAtCaret(id, { from: execution.from, to: execution.from })}>
              Run again
            </Button>
          }
        />
      )
    case 'done':
      if (view === 'chart') return <ChartPane id={id} execution={execution} />
      if (view === 'profile') return <ResultProfile id={id} execution={execution} />
      if (view === 'plan') return <PlanPane id={id} execution={execution} />
      return <ResultGrid id={id} execution={execution} />
  }
}

function figures({ shown, base, filters }: Execution): string {
  if (!shown || !base) return ''
  const time = base.ms < 1000 ? `${Math.round(base.ms)} ms` : `${(base.ms / 1000).toFixed(2)} s`
  const rows =
    shown === base || filters.length === 0
      ? formatCount(base.rows)
      : `${formatCount(shown.rows)} of ${formatCount(base.rows)}`
  return `${rows} ${base.rows === 1 ? 'row' : 'rows'} × ${formatCount(base.columns.length)}, ${base.held ? `computed before in ${time}` : time}`
}
