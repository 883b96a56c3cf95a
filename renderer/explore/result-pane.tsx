import { useMemo } from 'react'
import { Button, formatCount, formatKeys, StateView, Tabs } from '../ui/index.ts'
import type { Tab } from '../ui/workbench.ts'
import { CellPane } from './cell-pane.tsx'
import { ChartPane } from './chart-pane.tsx'
import { ColumnsPane } from './columns-pane.tsx'
import css from './explore.module.css'
import { FailedView } from './failed-view.tsx'
import { FilterBar } from './filter-bar.tsx'
import { PlanPane } from './plan-pane.tsx'
import { ResultGrid, useResultLayout } from './result-grid.tsx'
import { ResultProvenance } from './result-provenance.tsx'
import { runAtCaret, stop } from './run.ts'
import { chosenOf, updateTab } from './store.ts'
import type { Execution, QueryTabState, ResultView } from './types.ts'
import { useNarrow } from './use-narrow.ts'

/** A statement in a few words, for the tab of its result. */
function titleOf({ sql, number }: Execution): string {
  const words = sql
    .replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return `${number} ${words.length > 24 ? `${words.slice(0, 23)}…` : words}`
}

/** What the statements answered: one tab a statement, and in it grid, chart and plan. */
export function ResultPane({ tab, state }: { tab: Tab; state: QueryTabState }) {
  const { id } = tab
  const { executions, chosen } = state
  const execution = chosenOf(state)
  if (!execution) {
    return (
      <StateView
        state="empty"
        title={`Press ${formatKeys('Mod+Enter')} to run the statement at the caret.`}
      />
    )
  }
  if (executions.length < 2) return <OneResult tab={tab} state={state} execution={execution} />
  return (
    <Tabs
      label="Statements"
      selected={chosen ?? ''}
      onSelect={(next) => updateTab(id, { chosen: next, cell: null })}
      items={executions.map((one) => ({
        id: one.id,
        title: titleOf(one),
        ...(one.shown && { count: one.shown.rows }),
        ...(one.state === 'failed' && { tone: 'error' as const, title: `${titleOf(one)} failed` }),
      }))}
    >
      {() => <OneResult tab={tab} state={state} execution={execution} />}
    </Tabs>
  )
}

function OneResult({ tab, state, execution }: { tab: Tab; state: QueryTabState; execution: Execution }) {
  const { id } = tab
  const narrow = useNarrow()
  const { layout, onLayout } = useResultLayout(id, execution)
  const items = useMemo(
    () => [
      { id: 'result', title: 'Result' },
      { id: 'chart', title: 'Chart' },
      { id: 'plan', title: 'Plan' },
      // Without room at the right, its two views stand here.
      ...(narrow
        ? [
            { id: 'columns', title: 'Columns' },
            { id: 'cell', title: 'Cell' },
          ]
        : []),
    ],
    [narrow],
  )
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
            <Button onPress={() => void runAtCaret(id, { from: execution.from, to: execution.to })}>
              Run again
            </Button>
          }
        />
      )
  }
  const known = items.some((item) => item.id === state.view)
  const view: ResultView = known ? state.view : 'result'
  return (
    <div className={css.resultBox}>
      <Tabs
        label="Views of the result"
        selected={view}
        onSelect={(next) => updateTab(id, { view: next as ResultView })}
        items={items}
        actions={<FilterBar id={id} execution={execution} view={view} layout={layout} onLayout={onLayout} />}
      >
        {(shown) => {
          switch (shown) {
            case 'chart':
              return <ChartPane id={id} execution={execution} />
            case 'plan':
              return <PlanPane id={id} execution={execution} />
            case 'columns':
              return <ColumnsPane id={id} />
            case 'cell':
              return <CellPane id={id} />
            default:
              return <ResultGrid id={id} execution={execution} />
          }
        }}
      </Tabs>
      <ResultProvenance state={state} execution={execution}>
        {execution.shown && figures(execution)}
      </ResultProvenance>
    </div>
  )
}

function figures({ shown, base, filters }: Execution): string {
  if (!shown || !base) return ''
  const time = base.ms < 1000 ? `${Math.round(base.ms)} ms` : `${(base.ms / 1000).toFixed(2)} s`
  const rows =
    shown === base || filters.length === 0
      ? formatCount(base.rows)
      : `${formatCount(shown.rows)} of ${formatCount(base.rows)}`
  return `${rows} ${base.rows === 1 ? 'row' : 'rows'} × ${base.columns.length}, ${time}`
}
