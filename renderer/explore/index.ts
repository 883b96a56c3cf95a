import { Compass } from 'lucide-react'
import { lazy } from 'react'
import { loadEditor } from '../ui/code-editor/index.ts'
import type { Feature } from '../ui/workbench.ts'
import { handCommands } from './at-hand/commands.ts'
import { DropOverlay } from './at-hand/drop-overlay.tsx'
import { commands } from './commands.ts'
import { compareCommands } from './compare-commands.ts'
import { findInExplore } from './find.ts'
import { HistoryPanel } from './history-panel.tsx'
import './follow-files.ts'
import './lifetime.ts'
import { ExploreRightPane } from './right-pane.tsx'
import { ExploreSideBar } from './side-bar.tsx'

const loadQueryTab = () => import('./query-tab.tsx')
const QueryTab = lazy(loadQueryTab)
const CompareTab = lazy(() => import('./compare-tab.tsx'))

/** Explore: sources, queries and history at the side; a query tab with its own result. */
export const feature: Feature = {
  id: 'explore',
  title: 'Explore',
  icon: Compass,
  keys: 'Mod+Shift+E',
  SideBar: ExploreSideBar,
  tabs: {
    'explore.query': QueryTab,
    'explore.profile': lazy(() => import('./profile/profile-tab.tsx')),
    'explore.compare': CompareTab,
    'explore.file': lazy(() => import('./at-hand/file-tab.tsx')),
    'explore.uses': lazy(() => import('./uses/uses-tab.tsx')),
    'explore.import': lazy(() => import('./at-hand/import-tab.tsx')),
  },
  rightPane: { 'explore.query': ExploreRightPane },
  panels: [{ id: 'history', title: 'History', Panel: HistoryPanel }],
  Overlay: DropOverlay,
  commands: [...commands, ...compareCommands, ...handCommands],
  find: findInExplore,
  // Nearly every window opens on a query.
  prepare: () => void Promise.all([loadQueryTab(), loadEditor()]),
}
