import { client } from '../client/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { appearanceText, takeAppearance, useAppearance } from './appearance.ts'
import { dockLayout } from './dock-model.ts'
import { type Kept, parseKept } from './kept.ts'
import { contentOf } from './tabs.ts'
import { useWindow } from './window-store.ts'

const layoutKey = 'frame.layout'
const appearanceKey = 'frame.appearance'
/** How long after the last change the window is stored. */
const pause = 300

/** What this workspace's window looked like when it was last used; null the first time. */
export async function readKept(): Promise<Kept | null> {
  const [layout, appearance] = await Promise.all([
    client.workspace.getState({ key: layoutKey }),
    client.workspace.getState({ key: appearanceKey }),
  ])
  takeAppearance(appearance.value)
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
  let stored = ''
  let appearance = appearanceText()
  const store = () => {
    clearTimeout(timer)
    timer = undefined
    const text = keptText()
    if (text !== stored) {
      stored = text
      // A failed write is tried again with the next change; what is shown does not depend on it.
      client.workspace.setState({ key: layoutKey, value: text }).catch(() => {
        stored = ''
      })
    }
    const look = appearanceText()
    if (look !== appearance) {
      appearance = look
      client.workspace.setState({ key: appearanceKey, value: look }).catch(() => {
        appearance = ''
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
