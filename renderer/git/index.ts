import { GitBranch } from 'lucide-react'
import { lazy } from 'react'
import type { Feature } from '../ui/workbench.ts'
import { commands } from './commands.ts'
import { findFiles } from './find.ts'
import { GitSideBar } from './side-bar.tsx'

const DiffTab = lazy(() => import('./diff-tab.tsx'))
const CommitTab = lazy(() => import('./commit-tab.tsx'))
const TextTab = lazy(() => import('./text-tab.tsx'))

/** Source control: changes, commit, history, diffs; and the editor for any other text file of the workspace. */
export const feature: Feature = {
  id: 'git',
  title: 'Source control',
  icon: GitBranch,
  keys: 'Mod+Shift+G',
  SideBar: GitSideBar,
  tabs: { 'git.diff': DiffTab, 'git.commit': CommitTab, text: TextTab },
  commands,
  find: findFiles,
}
