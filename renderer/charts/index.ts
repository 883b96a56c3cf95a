import { ChartColumn } from 'lucide-react'
import { lazy } from 'react'
import type { Part } from '../ui/workbench.ts'
import { commands } from './commands.ts'
import { findCharts } from './find.ts'

/** Charts and boards: files of the workspace that are looked at. They are found in Explore's side bar. */
export const feature: Part = {
  id: 'charts',
  title: 'Charts',
  icon: ChartColumn,
  tabs: {
    'charts.chart': lazy(() => import('./chart-tab.tsx')),
    'charts.board': lazy(() => import('./board-tab.tsx')),
  },
  commands,
  find: findCharts,
}
