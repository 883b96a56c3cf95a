import { type ComponentType, lazy } from 'react'
import type { TabKind, TabProps } from '../ui/workbench.ts'
import { parts } from './features.ts'

const own: Partial<Record<TabKind, ComponentType<TabProps>>> = {
  welcome: lazy(() => import('./welcome/welcome-tab.tsx')),
  trust: lazy(() => import('./trust-tab.tsx')),
  settings: lazy(() => import('./settings/settings-tab.tsx')),
}

/** What shows tabs of this kind: the frame's own, or a feature's. */
export function contentOf(kind: TabKind): ComponentType<TabProps> | undefined {
  return own[kind] ?? parts.find((part) => part.tabs[kind])?.tabs[kind]
}
