import type { ComponentType } from 'react'
import { Appearance } from './appearance-group.tsx'
import { Engine } from './engine-group.tsx'
import { General } from './general-group.tsx'
import { Keyboard } from './keyboard-group.tsx'
import { Store } from './store-group.tsx'
import { Git, Remotes, Trust } from './workspace-groups.tsx'

export interface SettingsGroup {
  id: string
  title: string
  /** What else the search finds it by. */
  words: string
  /** `find` is what is searched for, in lower case. */
  Group: ComponentType<{ find: string }>
}

export const groups: SettingsGroup[] = [
  { id: 'general', title: 'General', words: 'workspace folder name layout tabs hints reset', Group: General },
  { id: 'appearance', title: 'Appearance', words: 'theme light dark density rows zoom', Group: Appearance },
  { id: 'keyboard', title: 'Keyboard', words: 'keys shortcuts commands bindings', Group: Keyboard },
  { id: 'engine', title: 'Engine', words: 'duckdb version threads wasm native', Group: Engine },
  { id: 'store', title: 'Store', words: 'disk size collect verify check objects images', Group: Store },
  { id: 'remotes', title: 'Remotes', words: 'lake address credentials s3 folder', Group: Remotes },
  {
    id: 'git',
    title: 'Git',
    words: 'author name email identity commit branch token sign in forget credentials',
    Group: Git,
  },
  { id: 'trust', title: 'Trust', words: 'restricted trusted', Group: Trust },
]
