import type { DockviewApi, DockviewWillDropEvent, SerializedDockview } from 'dockview-react'
import { showToast, tellChosen } from '../ui/index.ts'
import { type Tab, useWorkbench } from '../ui/workbench.ts'
import { trimClosed } from './kept.ts'
import { focusIn, focusTab } from './parts.ts'
import { tabId } from './tab-id.ts'
import { isSmall, uncover } from './toggles.ts'
import { useWindow, visit } from './window-store.ts'

/** The dock of this window, and the tabs that wait until it stands. */
let dock: DockviewApi | null = null
let waiting: { tab: Tab; show: boolean }[] = []
/** Panels come and go while a layout is put in place: that is no closing of tabs. */
let arranging = false
/** What is known of each open tab; the dock itself only knows ids and titles. */
const known = new Map<string, Tab>()

/** A group is made no smaller than this, in px… */
const least = { width: 320, height: 160 }
/** …but it may become smaller, as when the right pane comes back beside three of them. */
const squeezed = { minimumWidth: 180, minimumHeight: 100 }

function put(tab: Tab, show: boolean, beside?: { group: string; direction: 'right' | 'below' }): void {
  if (!dock) return
  known.set(tab.id, tab)
  dock.addPanel({
    id: tab.id,
    title: tab.title,
    component: 'tab',
    inactive: !show,
    ...squeezed,
    ...(beside && { position: { referenceGroup: beside.group, direction: beside.direction } }),
  })
}

/** Tells the store what the dock shows now. */
function report(): void {
  if (!dock || arranging) return
  const tabs = dock.panels.map(({ id }) => known.get(id)).filter((tab) => tab !== undefined)
  const activeTab = dock.activePanel?.id ?? null
  const before = useWorkbench.getState()
  const same = tabs.length === before.tabs.length && tabs.every((tab, at) => tab === before.tabs[at])
  if (same && activeTab === before.activeTab) return
  // The first one is no choice: the window opens with it.
  if (activeTab !== before.activeTab && before.activeTab !== null) tellChosen()
  useWorkbench.setState({ ...(!same && { tabs }), activeTab })
  if (activeTab !== null) useWindow.setState(({ visited }) => ({ visited: visit(visited, activeTab) }))
}

function removed(id: string): void {
  if (arranging) return
  const tab = known.get(id)
  known.delete(id)
  if (tab) {
    const now = Date.now()
    useWindow.setState(({ closed }) => ({
      closed: trimClosed([{ tab, at: now }, ...closed.filter((one) => one.tab.id !== id)], now),
    }))
  }
}

function arrange(work: () => void): void {
  arranging = true
  try {
    work()
  } finally {
    arranging = false
  }
  report()
}

/** Who wants to know that groups, splits or sizes changed. */
const watchers = new Set<() => void>()

/** Calls `listener` after each change of the dock. Returns what stops it. */
export function onDockChanged(listener: () => void): () => void {
  watchers.add(listener)
  return () => watchers.delete(listener)
}

/** True when two groups fit where one is. In a small window splits are tabs. */
function hasRoom(position: string, size: { width: number; height: number }): boolean {
  if (position === 'center') return true
  if (isSmall()) return false
  const across = position === 'left' || position === 'right'
  return across ? size.width >= 2 * least.width : size.height >= 2 * least.height
}

/** Drops between tabs are no splits; drops on an edge split the whole dock. */
function fits({ kind, position, group, api }: DropPlace): boolean {
  return kind === 'tab' || kind === 'header_space' || hasRoom(position, group ?? api)
}
type DropPlace = Pick<DockviewWillDropEvent, 'kind' | 'position' | 'group' | 'api'>

/** Takes the dock into use: puts the kept layout in place, then the tabs that were opened meanwhile. */
export function attachDock(
  api: DockviewApi,
  kept: { tabs: Tab[]; active: string | null; dock: unknown } | null,
): () => void {
  dock = api
  known.clear()
  const subscriptions = [
    api.onDidRemovePanel(({ id }) => removed(id)),
    api.onDidLayoutChange(() => {
      report()
      for (const listener of watchers) listener()
    }),
    api.onDidActivePanelChange(report),
    api.onWillShowOverlay((event) => {
      if (!fits(event)) event.preventDefault()
    }),
    api.onWillDrop((event) => {
      if (!fits(event)) event.preventDefault()
    }),
  ]
  if (kept) arrange(() => restore(api, kept))
  for (const { tab, show } of waiting) openTab(tab, show)
  waiting = []
  report()
  return () => {
    for (const subscription of subscriptions) subscription.dispose()
    if (dock === api) dock = null
  }
}

function restore(api: DockviewApi, kept: { tabs: Tab[]; active: string | null; dock: unknown }): void {
  for (const tab of kept.tabs) known.set(tab.id, tab)
  try {
    if (kept.dock) api.fromJSON(kept.dock as SerializedDockview)
  } catch {
    api.clear()
  }
  // A layout of another version may name too many tabs, or too few.
  for (const panel of [...api.panels]) if (!known.has(panel.id)) api.removePanel(panel)
  for (const tab of kept.tabs) if (!api.getPanel(tab.id)) put(tab, false)
  const active = kept.active === null ? undefined : api.getPanel(kept.active)
  active?.api.setActive()
}

/** Groups and splits as they are kept. */
export function dockLayout(): unknown {
  return dock && dock.totalPanels > 0 ? dock.toJSON() : null
}

/** Opens a tab, or shows it when it is open already. */
export function openTab(spec: Omit<Tab, 'id'> & { id?: string }, show = true): void {
  const tab: Tab = { ...spec, id: spec.id ?? tabId(spec) }
  if (!dock) {
    waiting.push({ tab, show })
    return
  }
  const panel = dock.getPanel(tab.id)
  if (!panel) {
    put(tab, show)
    report()
    if (show) {
      tellChosen()
      uncover()
      focusTab(tab.id)
    }
    return
  }
  const before = known.get(tab.id) ?? tab
  updateTab(tab.id, { title: tab.title, params: { ...before.params, ...tab.params } })
  if (show) {
    showTab(tab.id)
  }
}

export function closeTab(id: string): void {
  const panel = dock?.getPanel(id)
  if (!panel) return
  dock?.removePanel(panel)
  // The focus went with what held it: it goes on in the tab that is shown now, else in the list of what can be opened.
  if (document.activeElement !== document.body) return
  const next = dock?.activePanel?.id
  if (next !== undefined) focusTab(next)
  else focusIn('side')
}

/** Puts another tab in a tab's place: the same group, the same position, shown when the other was. */
export function replaceTab(id: string, tab: Tab): void {
  const panel = dock?.getPanel(id)
  if (!dock || !panel || id === tab.id) return
  const { activeTab } = useWorkbench.getState()
  const api = dock
  const shown = panel.group.activePanel === panel
  arrange(() => {
    const index = panel.group.panels.indexOf(panel)
    known.delete(id)
    const there = api.getPanel(tab.id)
    if (there) api.removePanel(there)
    known.set(tab.id, tab)
    const inPlace = { referenceGroup: panel.group, index }
    api.addPanel({
      id: tab.id,
      title: tab.title,
      component: 'tab',
      inactive: !shown,
      ...squeezed,
      position: inPlace,
    })
    api.removePanel(panel)
  })
  if (activeTab === id) showTab(tab.id)
}

/** Brings back the tab that was closed last, or the one named. */
export function reopenTab(id?: string): void {
  const { closed } = useWindow.getState()
  const one = id === undefined ? closed[0] : closed.find(({ tab }) => tab.id === id)
  if (!one) return
  useWindow.setState({ closed: closed.filter((other) => other !== one) })
  openTab(one.tab)
}

export function updateTab(
  id: string,
  change: Partial<Pick<Tab, 'title' | 'dirty' | 'pinned' | 'params'>>,
): void {
  const before = known.get(id)
  if (!before) return
  const after = { ...before, ...change }
  if (
    after.title === before.title &&
    after.dirty === before.dirty &&
    after.pinned === before.pinned &&
    JSON.stringify(after.params) === JSON.stringify(before.params)
  ) {
    return
  }
  known.set(id, after)
  if (after.title !== before.title) dock?.getPanel(id)?.api.setTitle(after.title)
  report()
}

/** Shows an open tab. */
export function showTab(id: string): void {
  dock?.getPanel(id)?.api.setActive()
  report()
  tellChosen()
  uncover()
  focusTab(id)
}

/** The tabs of the group that holds `id`, in order. */
export function groupOf(id: string): string[] {
  return dock?.getPanel(id)?.group.panels.map((panel) => panel.id) ?? []
}

/** Moves the tab into a new group of its own. A group's only tab has nothing to be split from. */
export function splitTab(id: string, direction: 'right' | 'below'): void {
  const panel = dock?.getPanel(id)
  if (!dock || !panel || panel.group.panels.length < 2) return
  if (!hasRoom(direction, panel.group)) {
    showToast({ message: 'There is no room for another group beside this one.' })
    return
  }
  const group = dock.addGroup({ referenceGroup: panel.group, direction })
  panel.api.moveTo({ group })
  panel.api.setActive()
  report()
}

/** Moves the tab into the next group; the last group's next is the first. */
export function moveToNextGroup(id: string): void {
  const panel = dock?.getPanel(id)
  if (!dock || !panel || dock.groups.length < 2) return
  const at = dock.groups.indexOf(panel.group)
  const group = dock.groups[(at + 1) % dock.groups.length]
  if (group) panel.api.moveTo({ group })
  panel.api.setActive()
  report()
}

/** Shows the active tab of the next group. */
export function showNextGroup(): void {
  if (!dock || dock.groups.length < 2) return
  const at = dock.groups.findIndex((group) => group === dock?.activeGroup)
  dock.groups[(at + 1) % dock.groups.length]?.activePanel?.api.setActive()
  report()
}

/** Shows the next or previous tab of the active group. */
export function showNeighbour(step: 1 | -1): void {
  const group = dock?.activeGroup
  if (!group?.activePanel) return
  const { panels } = group
  const at = panels.indexOf(group.activePanel)
  panels[(at + step + panels.length) % panels.length]?.api.setActive()
  report()
}

/** The groups as they were before a small window made one of them, and the tabs they held. */
let wide: { layout: SerializedDockview; ids: string } | null = null

const idsOf = (api: DockviewApi) =>
  api.panels
    .map(({ id }) => id)
    .sort()
    .join('\n')

/** Where the window is small, splits become tabs; they come back with the room, when no tab came or went. */
export function gatherGroups(gather: boolean): void {
  if (!dock) return
  const api = dock
  const [first, ...others] = api.groups
  if (gather && first && others.length > 0) {
    const active = api.activePanel
    wide = { layout: api.toJSON(), ids: idsOf(api) }
    arrange(() => {
      for (const group of others) for (const panel of [...group.panels]) panel.api.moveTo({ group: first })
      active?.api.setActive()
    })
  } else if (!gather && wide) {
    const { layout, ids } = wide
    const active = api.activePanel?.id
    wide = null
    if (ids !== idsOf(api)) return
    arrange(() => {
      api.fromJSON(layout, { reuseExistingPanels: true })
      if (active) api.getPanel(active)?.api.setActive()
    })
  }
}
