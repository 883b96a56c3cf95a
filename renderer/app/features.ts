import type { ComponentType } from 'react'
import { feature as charts } from '../charts/index.ts'
import { feature as evaluation } from '../evaluation/index.ts'
import { feature as explore } from '../explore/index.ts'
import { feature as git } from '../git/index.ts'
import { feature as lake } from '../lake/index.ts'
import { feature as toolbox } from '../toolbox/index.ts'
import type { Feature, Part, TabKind, TabProps } from '../ui/workbench.ts'

/** In the order of the activity bar. */
export const features: Feature[] = [explore, lake, toolbox, evaluation, git]

/** All that brings tabs and commands, with a side bar or without. */
export const parts: Part[] = [...features, charts]

export function featureOf(id: Feature['id']): Feature {
  return features.find((feature) => feature.id === id) ?? explore
}

/** What shows tabs of this kind; null for the frame's own. */
export function partOfKind(kind: TabKind): Part | null {
  return parts.find((part) => part.tabs[kind] !== undefined) ?? null
}

/** What stands beside a tab of this kind, if anything does. */
export function rightPaneOf(kind: TabKind | undefined): ComponentType<TabProps> | undefined {
  return kind && parts.find((part) => part.rightPane?.[kind])?.rightPane?.[kind]
}
