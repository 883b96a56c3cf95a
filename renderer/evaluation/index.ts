import { Gauge } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, frame } from '../ui/workbench.ts'
import { findRuns } from './find.ts'
import { EvaluationSideBar } from './side-bar.tsx'

const EvaluationTab = lazy(() => import('./evaluation-tab.tsx'))
const CompareTab = lazy(() => import('./compare-tab.tsx'))

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
  ],
  find: findRuns,
}
