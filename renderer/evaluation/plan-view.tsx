import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { EvaluationInfo, GateResult, Plan, Run } from '#shared/contract/evaluation.ts'
import {
  Button,
  CommitChip,
  formatDuration,
  Problem,
  ProgressBar,
  SnapshotChip,
  StateView,
} from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { useLatest } from './data.ts'
import css from './evaluation.module.css'
import { GatesView } from './gates-view.tsx'
import { cellText, foldLedger, rowId } from './ledger.ts'
import { startRun } from './live.ts'
import { countCells, estimateMs, type LiveCell, matrixOf, runFinder, sameCells, sharedOf } from './matrix.ts'
import { MatrixTable } from './matrix-table.tsx'
import { PlanControls } from './plan-controls.tsx'
import { type LiveRun, updateScreen, useScreen } from './store.ts'
import { liveWords, planWords } from './words.ts'

const noCells: ReadonlyMap<string, LiveCell> = new Map()

/** What a run would do, and the same matrix while it does it and after. */
export function PlanView({
  info,
  plan,
  runs,
  gates,
  onOpenRun,
}: {
  info: EvaluationInfo
  plan: UseQueryResult<Plan>
  runs: readonly Run[]
  gates: readonly GateResult[]
  onOpenRun: () => void
}) {
  const { name, metrics, problem } = info
  const { choice, live } = useScreen(name)
  const [metric, setMetric] = useState(metrics[0]?.name ?? '')
  const latest = useLatest()
  // A run shows what it was planned as, until the choice is changed after it.
  const shownLive = live && (live.state === 'running' || sameCells(live.plan, plan.data)) ? live : null
  const shown = shownLive?.plan ?? plan.data ?? null
  const matrix = useMemo(() => (shown ? matrixOf(shown) : null), [shown])
  const shared = useMemo(() => (shown ? sharedOf(shown) : null), [shown])
  const found = useMemo(() => runFinder(new Map(foldLedger(runs).map((row) => [row.id, row.run]))), [runs])

  if (problem)
    return (
      <StateView
        state="error"
        error={problem}
        actions={
          <Button
            onPress={() =>
              frame().openTab({
                kind: 'evaluation',
                title: name,
                params: { name, view: 'definition' },
              })
            }
          >
            Open the definition
          </Button>
        }
      />
    )
  const states = shownLive?.cells ?? noCells
  const counts = countCells(shown?.cells ?? [], states)
  const estimate = shown
    ? estimateMs(
        choice.force ? shown.cells.map((cell) => ({ ...cell, reused: false, measured: false })) : shown.cells,
        runs,
        choice.jobs,
      )
    : null
  const failed = [...states.values()].flatMap(({ state, run }) => (state === 'failed' && run ? [run] : []))
  const openRun = (run: Run) => {
    // A run found under another name stands in the table under its own.
    const rows = foldLedger(runs)
    const row = rows.find(({ id }) => id === rowId(run)) ?? rows.find((one) => one.run.key === run.key)
    updateScreen(name, ({ table }) => ({
      opened: row?.id ?? rowId(run),
      selected: [],
      table: { ...table, filter: '' },
    }))
    onOpenRun()
  }
  const problems = shownLive?.result?.problems ?? shown?.problems ?? []
  return (
    <div className={css.plan}>
      <PlanControls info={info} plan={plan.data ?? null} metric={metric} onMetric={setMetric} />
      {shownLive && shownLive.state !== 'done' ? (
        <LiveBar name={name} live={shownLive} />
      ) : (
        shown && (
          <p className={css.planWords} role="status">
            {shownLive ? liveWords(shownLive, Date.now()) : planWords(counts, { estimate, ...choice })}
            {plan.isFetching && <span className={css.quiet}> · planning</span>}
          </p>
        )
      )}
      {shownLive?.state === 'done' && counts.failed > 0 && (
        <StateView
          state="partial"
          title={`${counts.total - counts.failed} of ${counts.total} done, ${counts.failed} failed. Comparisons use the ${counts.total - counts.failed}`}
        />
      )}
      {failed.slice(0, 5).map((run) => (
        <p key={rowId(run)} className={css.failedCell}>
          <code>{run.algorithm}</code>
          <CommitChip commit={run.commit} dirty={run.dirty} />
          <span className={css.grow}>{run.error}</span>
          <Button kind="quiet" onPress={() => openRun(run)}>
            Open
          </Button>
        </p>
      ))}
      {failed.length > 5 && <p className={css.pad}>{`and ${failed.length - 5} more`}</p>}
      {plan.isPending && !shown && <StateView state="loading" title={`Planning ${name}`} />}
      {plan.isError && !shown && (
        <StateView state="error" error={plan.error} onRetry={() => void plan.refetch()} />
      )}
      {problems.map((one) => (
        <Problem
          key={`${one.code}:${one.message}`}
          error={one}
          severity="warning"
          action={one.code === 'FILE_AT_HAND' && <IntoLake details={one.details} />}
        />
      ))}
      {shared && (Object.keys(shared.snapshots).length > 0 || Object.keys(shared.params).length > 0) && (
        <div className={css.shared}>
          <span className={css.quiet}>all cells</span>
          {Object.entries(shared.snapshots).map(([source, id]) => (
            <SnapshotChip
              key={source}
              source={source}
              id={id}
              pinned={latest.has(source) && latest.get(source) !== id}
            />
          ))}
          {Object.entries(shared.params).map(([param, value]) => (
            <code key={param}>{`${param} = ${cellText(value)}`}</code>
          ))}
          <span className={css.quiet}>{`${info.engine}, in the run key`}</span>
        </div>
      )}
      {matrix && shown && shown.cells.length > 0 && (
        <MatrixTable
          matrix={matrix}
          states={states}
          found={found}
          force={choice.force && !shownLive}
          metric={metrics.find((one) => one.name === metric) ?? metrics[0]}
          baseline={info.baseline}
          latest={latest}
          onOpen={openRun}
        />
      )}
      {runs.length === 0 && shown && shown.cells.length > 0 && !shownLive && (
        <StateView
          state="empty"
          title={`No run yet. ${counts.total} cells are planned`}
          actions={<Button onPress={() => void startRun(name)}>{`Run ${counts.waiting}`}</Button>}
        />
      )}
      <GatesView gates={gates} metrics={metrics} />
    </div>
  )
}

/** Leads to the file at hand, where a contract for it is drafted. */
function IntoLake({ details: { hand: id, file } }: { details: Record<string, unknown> }) {
  if (typeof id !== 'string' || typeof file !== 'string') return null
  const open = () =>
    frame().openTab({ id: `hand:${id}`, kind: 'explore.file', title: file, params: { id, view: 'lake' } })
  return (
    <Button kind="quiet" onPress={open}>
      Put it into the lake…
    </Button>
  )
}

function LiveBar({ name, live }: { name: string; live: LiveRun }) {
  const [now, setNow] = useState(() => Date.now())
  const running = live.state === 'running'
  useEffect(() => {
    if (!running) return
    const tick = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(tick)
  }, [running])
  const counts = countCells(live.plan?.cells ?? [], live.cells)
  const finished = counts.reused + counts.done + counts.failed
  return (
    <div className={css.live}>
      <p className={css.planWords} role="status">
        {liveWords(live, now)}
        {running && live.progress?.detail && (
          <span className={css.quiet}>{` · ${live.progress.detail}`}</span>
        )}
        {running && <span className={css.quiet}>{` · ${formatDuration(now - live.startedAt)}`}</span>}
        {!running && live.state !== 'failed' && (
          <Button kind="quiet" onPress={() => void startRun(name)}>
            {`Run the other ${counts.cancelled + counts.waiting}`}
          </Button>
        )}
      </p>
      {running && (
        <ProgressBar done={finished} total={live.plan ? counts.total : null} label={`Evaluate ${name}`} />
      )}
      {live.state === 'failed' && live.error && <Problem error={live.error} />}
    </div>
  )
}
