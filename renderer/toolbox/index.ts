import { Toolbox } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, frame, useWorkbench } from '../ui/workbench.ts'
import { findTransforms, openRename, openTransform } from './find.ts'
import { ToolboxSideBar } from './side-bar.tsx'
import { runTests } from './tests.ts'

const TransformTab = lazy(() => import('./transform-tab.tsx'))
const ExtractTab = lazy(() => import('./extract-tab.tsx'))
const RenameTab = lazy(() => import('./rename-tab.tsx'))

/** The transform whose tab is active. */
function activeTransform(): string | null {
  const { tabs, activeTab } = useWorkbench.getState()
  const tab = tabs.find(({ id, kind }) => id === activeTab && kind === 'toolbox.transform')
  return tab ? (tab.params.name ?? tab.title) : null
}

/** The toolbox: catalogue, one tab a transform, and "save selection as macro". */
export const feature: Feature = {
  id: 'toolbox',
  title: 'Toolbox',
  icon: Toolbox,
  keys: 'Mod+Shift+X',
  SideBar: ToolboxSideBar,
  tabs: { 'toolbox.transform': TransformTab, 'toolbox.extract': ExtractTab, 'toolbox.rename': RenameTab },
  commands: [
    { id: 'toolbox.show', title: 'Toolbox: show', run: () => frame().showFeature('toolbox') },
    {
      id: 'toolbox.test',
      title: 'Toolbox: run the tests of this transform, or all',
      keys: 'Mod+;',
      run: () => {
        const name = activeTransform()
        if (name !== null) openTransform(name, 'tests')
        void runTests(name === null ? [] : [name])
      },
    },
    {
      id: 'toolbox.rename',
      title: 'Rename this transform everywhere',
      keys: 'F2',
      when: ['toolbox.transform'],
      run: () => {
        const name = activeTransform()
        if (name !== null) openRename(name)
      },
    },
    {
      id: 'toolbox.usedBy',
      title: 'Used by',
      keys: 'Shift+F12',
      when: ['toolbox.transform'],
      run: () => {
        const name = activeTransform()
        if (name !== null) openTransform(name, 'used')
      },
    },
  ],
  find: findTransforms,
}
