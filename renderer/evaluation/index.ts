import { Gauge } from 'lucide-react'
import { lazy } from 'react'
import { saveTextFile } from '../client/index.ts'
import { type Feature, frame, useWorkbench } from '../ui/workbench.ts'
import { findRuns, openEvaluation } from './find.ts'
import { startRun } from './live.ts'
import { EvaluationSideBar } from './side-bar.tsx'
import { screenOf } from './store.ts'
import { newEvaluation } from './template.ts'

const EvaluationTab = lazy(() => import('./evaluation-tab.tsx'))
const CompareTab = lazy(() => import('./compare-tab.tsx'))

/** Does something with the evaluation whose tab is active. */
const onActive = (act: (name: string) => void) => () => {
  const { tabs, activeTab } = useWorkbench.getState()
  const tab = tabs.find(({ id, kind }) => id === activeTab && kind === 'evaluation')
  if (tab) act(tab.params.name ?? tab.title)
}
const show = (view: string) => onActive((name) => openEvaluation(name, view))
const when = ['evaluation' as const]

/** Evaluations: definition, plan, the live matrix, runs, gates, compare and verify. */
export const feature: Feature = {
  id: 'evaluation',
  title: 'Evaluation',
  icon: Gauge,
  keys: 'Mod+Shift+Y',
  SideBar: EvaluationSideBar,
  tabs: { evaluation: EvaluationTab, 'evaluation.compare': CompareTab },
  commands: [
    { id: 'evaluation.show', title: 'Evaluation: show', run: () => frame().showFeature('evaluation') },
    { id: 'evaluation.new', title: 'Evaluation: new definition', run: () => void newEvaluation() },
    {
      id: 'evaluation.run',
      title: 'Run the evaluation',
      keys: 'Mod+Enter',
      when,
      run: onActive((name) => {
        openEvaluation(name, 'plan')
        void startRun(name)
      }),
    },
    {
      id: 'evaluation.stop',
      title: 'Stop the evaluation',
      keys: 'Mod+Shift+.',
      when,
      run: onActive((name) => screenOf(name).live?.cancel()),
    },
    {
      id: 'evaluation.save',
      title: 'Save the definition as it is',
      keys: 'Mod+S',
      when,
      run: onActive((name) => void saveTextFile(`evaluations/${name}.yml`)),
    },
    { id: 'evaluation.definition', title: 'Show definition', keys: 'Mod+K 1', when, run: show('definition') },
    { id: 'evaluation.plan', title: 'Show plan', keys: 'Mod+K 2', when, run: show('plan') },
    { id: 'evaluation.runs', title: 'Show runs', keys: 'Mod+K 3', when, run: show('runs') },
    { id: 'evaluation.compare', title: 'Show comparison', keys: 'Mod+K 4', when, run: show('compare') },
  ],
  find: findRuns,
}
