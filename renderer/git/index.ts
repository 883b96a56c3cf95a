import { GitBranch } from 'lucide-react'
import { lazy } from 'react'
import type { Feature } from '../ui/workbench.ts'
import { commands } from './commands.ts'
import { findFiles } from './find.ts'
import { SearchPanel } from './search/search-panel.tsx'
import { GitSideBar } from './side-bar.tsx'
import { UndoPanel } from './undo-panel.tsx'

export { BranchMenu } from './branch-item.tsx'

const DiffTab = lazy(() => import('./diff-tab.tsx'))
const CommitTab = lazy(() => import('./commit-tab.tsx'))
const FileTab = lazy(() => import('./file-tab.tsx'))
const ConflictTab = lazy(() => import('./conflict-tab.tsx'))
const TextTab = lazy(() => import('./text-tab.tsx'))

/** Source control: changes, commit, history, diffs; and the editor for any other text file of the workspace. */
export const feature: Feature = {
  id: 'git',
  title: 'Source control',
  icon: GitBranch,
  keys: 'Mod+Shift+G',
  SideBar: GitSideBar,
  tabs: {
    'git.diff': DiffTab,
    'git.commit': CommitTab,
    'git.file': FileTab,
    'git.conflict': ConflictTab,
    text: TextTab,
  },
  panels: [
    { id: 'search', title: 'Search', Panel: SearchPanel },
    { id: 'undo', title: 'Undo', Panel: UndoPanel },
  ],
  commands,
  find: findFiles,
}
