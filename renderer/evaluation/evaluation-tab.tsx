import { useEffect, useMemo } from 'react'
import { Play, Square } from '../ui/icons.ts'
import { Button, Heading, StateView, Tabs } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { CompareChoice } from './compare-choice.tsx'
import { useEvaluations, useFreshRuns, usePlan, useRuns } from './data.ts'
import { DefinitionView } from './definition-view.tsx'
import css from './evaluation.module.css'
import { GateChip } from './gate-chip.tsx'
import { plannedGates } from './gates.ts'
import { keepTable, loadTable } from './keep.ts'
import { foldLedger } from './ledger.ts'
import { startRun } from './live.ts'
import { countCells, runFinder, sameCells } from './matrix.ts'
import { PlanView } from './plan-view.tsx'
import { RunsView } from './runs-view.tsx'
import { useScreen } from './store.ts'

/** One evaluation: what it is, what a run would do, what ran, and how runs compare. */
export default function EvaluationTab({ tab, active }: TabProps) {
  const name = tab.params.name ?? tab.title
  const view = tab.params.view ?? 'plan'
  useFreshRuns()
  const evaluations = useEvaluations()
  const info = evaluations.data?.find((one) => one.name === name)
  const usable = info !== undefined && !info.problem
  const { choice, live, table, selected } = useScreen(name)
  const plan = usePlan(name, choice, usable)
  const runs = useRuns(name)
  useEffect(() => void loadTable(name), [name])
  useEffect(() => keepTable(name, table), [name, table])
  const show = (next: string) => frame().updateTab(tab.id, { params: { ...tab.params, name, view: next } })

  const rows = useMemo(() => foldLedger(runs.data ?? []), [runs.data])
  const gates = useMemo(() => {
    if (!info || !plan.data) return live?.result?.gates ?? []
    if (live?.result && sameCells(live.plan, plan.data)) return live.result.gates
    return plannedGates(info, plan.data.cells, runFinder(new Map(rows.map((row) => [row.id, row.run]))))
  }, [info, plan.data, live, rows])

  if (evaluations.isPending) return <StateView state="loading" title="Reading evaluations" />
  if (evaluations.isError)
    return <StateView state="error" error={evaluations.error} onRetry={() => void evaluations.refetch()} />
  if (!info)
    return (
      <StateView
        state="empty"
        title={`There is no evaluation ${name} in this workspace any more.`}
        actions={<Button onPress={() => frame().showFeature('evaluation')}>Show evaluations</Button>}
      />
    )

  const running = live?.state === 'running'
  const counts = countCells(plan.data?.cells ?? [], new Map())
  const waiting = choice.force ? counts.total : counts.waiting
  const count = runs.data ? rows.length : undefined
  return (
    <div className={css.tab}>
      <Heading
        title={name}
        chips={
          <>
            {info.baseline && (
              <span className={css.fact}>
                baseline <code>{info.baseline}</code>
              </span>
            )}
            <GateChip gates={gates} onPress={() => show('plan')} />
          </>
        }
        actions={
          running ? (
            <Button icon={Square} onPress={live.cancel} hint="Finished runs stay in the ledger">
              Cancel
            </Button>
          ) : (
            <Button
              kind={waiting > 0 ? 'primary' : 'plain'}
              icon={Play}
              keys="Mod+Enter"
              hint={
                plan.data && waiting === 0
                  ? 'Nothing is executed: the ledger holds all cells. Their use is noted, and the gates are judged'
                  : undefined
              }
              disabledReason={
                !usable
                  ? 'The definition cannot be read. Mend it first'
                  : plan.data && counts.total === 0
                    ? 'Nothing can be planned. See Plan for the reason'
                    : undefined
              }
              onPress={() => {
                show('plan')
                void startRun(name)
              }}
            >
              {waiting > 0 ? `Run ${waiting}` : 'Run'}
            </Button>
          )
        }
      />
      <Tabs
        label={`Views of ${name}`}
        items={[
          {
            id: 'definition',
            title: 'Definition',
            ...(info.problem && { count: 1, tone: 'error' as const }),
          },
          { id: 'plan', title: 'Plan' },
          { id: 'runs', title: 'Runs', ...(count !== undefined && { count }) },
          { id: 'compare', title: 'Compare', ...(selected.length > 0 && { count: selected.length }) },
        ]}
        selected={view}
        onSelect={show}
      >
        {(id) => {
          switch (id) {
            case 'definition':
              return <DefinitionView info={info} />
            case 'runs':
              return (
                <RunsView
                  info={info}
                  runs={runs}
                  active={active}
                  onRun={() => void startRun(name)}
                  waiting={waiting}
                />
              )
            case 'compare':
              return <CompareChoice info={info} runs={runs.data ?? []} />
            default:
              return (
                <PlanView
                  info={info}
                  plan={plan}
                  runs={runs.data ?? []}
                  gates={gates}
                  onOpenRun={() => show('runs')}
                />
              )
          }
        }}
      </Tabs>
    </div>
  )
}
