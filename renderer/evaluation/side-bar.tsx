import { useState } from 'react'
import type { EvaluationInfo, GateResult } from '#shared/contract/evaluation.ts'
import { CircleAlert, CircleCheck, CircleDashed, CircleDot, Plus } from '../ui/icons.ts'
import { Button, Heading, Icon, IconButton, List, SearchField, StateView } from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { useEvaluations, useFreshRuns, useLatest, useNewestRuns } from './data.ts'
import css from './evaluation.module.css'
import { openEvaluation } from './find.ts'
import { gateCount, newestGates } from './gates.ts'
import { countCells } from './matrix.ts'
import { type LiveRun, useEvaluation } from './store.ts'
import { newEvaluation } from './template.ts'

/** Evaluations with the gates of their newest runs; those that cannot be read say why. */
export function EvaluationSideBar() {
  useFreshRuns()
  const [find, setFind] = useState('')
  const evaluations = useEvaluations()
  const newest = useNewestRuns(evaluations.data ?? [])
  const latest = useLatest()
  const screens = useEvaluation((state) => state.screens)
  const active = useWorkbench(({ tabs, activeTab }) => tabs.find(({ id }) => id === activeTab))
  const wanted = find.trim().toLowerCase()
  const shown = (evaluations.data ?? []).filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(wanted),
  )
  return (
    <div className={css.sideBar}>
      <Heading
        title="Evaluation"
        level={2}
        actions={<IconButton icon={Plus} label="New evaluation" onPress={() => void newEvaluation()} />}
      />
      <div className={css.find}>
        <SearchField label="Find evaluations" value={find} onChange={setFind} />
      </div>
      {evaluations.isPending && <StateView state="loading" title="Reading evaluations" />}
      {evaluations.isError && (
        <StateView state="error" error={evaluations.error} onRetry={() => void evaluations.refetch()} />
      )}
      {evaluations.data?.length === 0 && (
        <StateView
          state="empty"
          title="No evaluation yet. It names algorithms, metrics and gates in evaluations/*.yml."
          actions={<Button onPress={() => void newEvaluation()}>New evaluation</Button>}
        />
      )}
      {shown.length > 0 && (
        <List
          label="Evaluations"
          tall
          items={shown}
          idOf={({ name }) => name}
          textOf={({ name }) => name}
          selected={active?.kind === 'evaluation' ? (active.params.name ?? null) : null}
          onAction={({ name, problem }) => openEvaluation(name, problem ? 'definition' : undefined)}
        >
          {(info) => (
            <EvaluationRow
              info={info}
              live={screens[info.name]?.live ?? null}
              gates={
                screens[info.name]?.live?.result?.gates ??
                newestGates(info, newest.data?.get(info.name) ?? [], latest)
              }
              ran={(newest.data?.get(info.name)?.length ?? 0) > 0}
            />
          )}
        </List>
      )}
      {evaluations.data && evaluations.data.length > 0 && shown.length === 0 && (
        <StateView
          state="empty"
          title={`No evaluation has “${find}” in its name or description.`}
          actions={<Button onPress={() => setFind('')}>Clear</Button>}
        />
      )}
    </div>
  )
}

function EvaluationRow({
  info,
  live,
  gates,
  ran,
}: {
  info: EvaluationInfo
  live: LiveRun | null
  gates: readonly GateResult[]
  ran: boolean
}) {
  const { name, description, problem } = info
  const count = gateCount(gates)
  const running = live?.state === 'running'
  const mark = problem
    ? ({ icon: CircleAlert, tone: 'error', word: 'cannot be read' } as const)
    : running
      ? ({ icon: CircleDot, tone: 'info', word: progressOf(live) } as const)
      : count
        ? ({
            icon: count.passed ? CircleCheck : CircleAlert,
            tone: count.passed ? 'ok' : 'error',
            word: `gates ${count.text}`,
          } as const)
        : ({
            icon: CircleDashed,
            tone: 'muted',
            word: !ran ? 'no run yet' : info.gates.length === 0 ? 'no gates' : 'gates not judged',
          } as const)
  const place = problem?.place.line ? `line ${problem.place.line}: ` : ''
  return (
    <span className={css.sideRow}>
      <span className={css.sideTitle}>
        <Icon of={mark.icon} tone={mark.tone} />
        <span className={css.clip}>{name}</span>
        <span className={css.sideWord} data-tone={mark.tone}>
          {mark.word}
        </span>
      </span>
      <span className={css.sideDetail} title={problem?.message ?? description}>
        {problem ? `${place}${problem.message}` : description}
      </span>
    </span>
  )
}

function progressOf(live: LiveRun): string {
  if (!live.plan) return 'planning'
  const counts = countCells(live.plan.cells, live.cells)
  return `${counts.total - counts.waiting - counts.running} of ${counts.total}`
}
