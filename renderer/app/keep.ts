import { client } from '../client/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { appearanceText, takeAppearance, useAppearance } from './appearance.ts'
import { keysText, takeKeys, useKeys } from './command-keys.ts'
import { dockLayout } from './dock-model.ts'
import { type Kept, parseKept } from './kept.ts'
import { contentOf } from './tabs.ts'
import { useWindow } from './window-store.ts'

const layoutKey = 'frame.layout'
const appearanceKey = 'frame.appearance'
const keysKey = 'frame.keys'
/** How long after the last change the window is stored. */
const pause = 300

/** What this workspace's window looked like when it was last used; null the first time. */
export async function readKept(): Promise<Kept | null> {
  const [layout, appearance, keys] = await Promise.all([
    client.workspace.getState({ key: layoutKey }),
    client.workspace.getState({ key: appearanceKey }),
    client.workspace.getState({ key: keysKey }),
  ])
  takeAppearance(appearance.value)
  takeKeys(keys.value)
  return parseKept(layout.value, (kind) => contentOf(kind) !== undefined, Date.now())
}

function keptText(): string {
  const { layout, closed, chosen } = useWindow.getState()
  const { tabs, activeTab } = useWorkbench.getState()
  const kept: Kept = { layout, tabs, active: activeTab, dock: dockLayout(), closed, chosen }
  return JSON.stringify(kept)
}

/** Stores the window 300 ms after each change, and at once when it goes away. Returns what ends it. */
export function keepWindow(dockChanged: (listener: () => void) => () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const parts = [
    { key: layoutKey, text: keptText, stored: '' },
    { key: appearanceKey, text: appearanceText, stored: appearanceText() },
    { key: keysKey, text: keysText, stored: keysText() },
  ]
  const store = () => {
    clearTimeout(timer)
    timer = undefined
    for (const part of parts) {
      const text = part.text()
      if (text === part.stored) continue
      part.stored = text
      // A failed write is tried again with the next change; what is shown does not depend on it.
      client.workspace.setState({ key: part.key, value: text }).catch(() => {
        part.stored = ''
      })
    }
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(store, pause)
  }
  const now = () => {
    if (timer !== undefined) store()
  }
  const hidden = () => document.visibilityState === 'hidden' && now()
  const stops = [
    useWindow.subscribe(soon),
    useAppearance.subscribe(soon),
    useKeys.subscribe(soon),
    useWorkbench.subscribe(({ tabs, activeTab }, before) => {
      if (tabs !== before.tabs || activeTab !== before.activeTab) soon()
    }),
    dockChanged(soon),
  ]
  addEventListener('pagehide', now)
  document.addEventListener('visibilitychange', hidden)
  return () => {
    for (const stop of stops) stop()
    clearTimeout(timer)
    removeEventListener('pagehide', now)
    document.removeEventListener('visibilitychange', hidden)
  }
}
