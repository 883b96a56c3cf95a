import { Waves } from 'lucide-react'
import { lazy } from 'react'
import type { Feature } from '../ui/workbench.ts'
import { commands } from './commands.ts'
import { findInLake } from './find.ts'
import { LakeSideBar } from './side-bar.tsx'

const SourcesTab = lazy(() => import('./sources-tab.tsx'))
const SourceTab = lazy(() => import('./source-tab.tsx'))
const DiffTab = lazy(() => import('./diff-tab.tsx'))
const SnapshotTab = lazy(() => import('./snapshot-tab.tsx'))

/** The lake: sources with their health, contracts, snapshots and what differs between them. */
export const feature: Feature = {
  id: 'lake',
  title: 'Lake',
  icon: Waves,
  keys: 'Mod+Shift+D',
  SideBar: LakeSideBar,
  tabs: {
    'lake.sources': SourcesTab,
    'lake.source': SourceTab,
    'lake.diff': DiffTab,
    'lake.snapshot': SnapshotTab,
  },
  commands,
  find: findInLake,
}
