import { Compass } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, frame } from '../ui/workbench.ts'
import { ExploreSideBar } from './side-bar.tsx'

const QueryTab = lazy(() => import('./query-tab.tsx'))

/** Explore: sources, queries and history at the side; a query tab with its own result. */
export const feature: Feature = {
  id: 'explore',
  title: 'Explore',
  icon: Compass,
  keys: 'Mod+Shift+E',
  SideBar: ExploreSideBar,
  tabs: { 'explore.query': QueryTab },
  commands: [{ id: 'explore.show', title: 'Explore: show', run: () => frame().showFeature('explore') }],
}
