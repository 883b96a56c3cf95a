import { Toolbox } from 'lucide-react'
import { lazy } from 'react'
import { type Feature, frame } from '../ui/workbench.ts'
import { findTransforms } from './find.ts'
import { ToolboxSideBar } from './side-bar.tsx'

const TransformTab = lazy(() => import('./transform-tab.tsx'))
const ExtractTab = lazy(() => import('./extract-tab.tsx'))

/** The toolbox: catalogue, one tab a transform, and "save selection as macro". */
export const feature: Feature = {
  id: 'toolbox',
  title: 'Toolbox',
  icon: Toolbox,
  keys: 'Mod+Shift+X',
  SideBar: ToolboxSideBar,
  tabs: { 'toolbox.transform': TransformTab, 'toolbox.extract': ExtractTab },
  commands: [{ id: 'toolbox.show', title: 'Toolbox: show', run: () => frame().showFeature('toolbox') }],
  find: findTransforms,
}
