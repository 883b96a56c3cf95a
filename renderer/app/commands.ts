import { isMac } from '../ui/keys.ts'
import { type Command, type Feature, frame, useWorkbench } from '../ui/workbench.ts'
import { setTheme } from './appearance.ts'
import {
  closeTab,
  groupOf,
  moveToNextGroup,
  reopenTab,
  showNeighbour,
  showNextGroup,
  showTab,
  splitTab,
} from './dock-model.ts'
import { features, parts } from './features.ts'
import { focusPart } from './parts.ts'
import { toggleFeature, togglePanel, toggleRight, toggleSide } from './toggles.ts'
import { useWindow } from './window-store.ts'

const withActive = (act: (id: string) => void) => () => {
  const id = useWorkbench.getState().activeTab
  if (id !== null) act(id)
}

const openPalette = (text: string) => () => useWindow.setState({ palette: text })

function goInHistory(step: 1 | -1): void {
  const open = new Set(useWorkbench.getState().tabs.map(({ id }) => id))
  const { ids, at } = useWindow.getState().visited
  let next = at + step
  while (ids[next] !== undefined && !open.has(ids[next] ?? '')) next += step
  const id = ids[next]
  if (id === undefined) return
  useWindow.setState({ visited: { ids, at: next } })
  showTab(id)
}

/** The tab that was shown before this one. */
function recentTab(): void {
  const { tabs, activeTab } = useWorkbench.getState()
  const open = new Set(tabs.map(({ id }) => id))
  const { ids, at } = useWindow.getState().visited
  const before = ids.slice(0, at).reverse()
  const id = before.find((one) => one !== activeTab && open.has(one))
  if (id) showTab(id)
}

const tab =
  (kind: 'welcome' | 'trust' | 'settings', title: string, params: Record<string, string> = {}) =>
  () =>
    frame().openTab({ kind, title, params })

const frameCommands: Command[] = [
  { id: 'frame.goTo', title: 'Go to anything', keys: 'Mod+P', run: openPalette('') },
  { id: 'frame.commands', title: 'Show all commands', keys: 'Mod+Shift+P', run: openPalette('>') },
  { id: 'frame.commands2', title: 'Command palette', keys: 'F1', run: openPalette('>') },
  { id: 'frame.help', title: 'Help: what the palette can find', run: openPalette('?') },
  { id: 'frame.back', title: 'Go back', keys: isMac ? 'Ctrl+-' : 'Alt+Left', run: () => goInHistory(-1) },
  {
    id: 'frame.forward',
    title: 'Go forward',
    keys: isMac ? 'Ctrl+Shift+-' : 'Alt+Right',
    run: () => goInHistory(1),
  },
  { id: 'frame.side', title: 'Show or hide the side bar', keys: 'Mod+B', run: toggleSide },
  { id: 'frame.panel', title: 'Show or hide the panel', keys: 'Mod+J', run: togglePanel },
  { id: 'frame.right', title: 'Show or hide the right pane', keys: 'Mod+Alt+B', run: toggleRight },
  { id: 'frame.next', title: 'Go to the next part of the window', keys: 'F6', run: () => focusPart(1) },
  {
    id: 'frame.previous',
    title: 'Go to the previous part of the window',
    keys: 'Shift+F6',
    run: () => focusPart(-1),
  },
  { id: 'frame.close', title: 'Close tab', keys: 'Mod+W', run: withActive(closeTab) },
  {
    id: 'frame.closeOthers',
    title: 'Close the other tabs of the group',
    run: withActive((id) => {
      for (const other of groupOf(id)) if (other !== id) closeTab(other)
    }),
  },
  {
    id: 'frame.closeAll',
    title: 'Close all tabs',
    run: () => {
      for (const { id } of useWorkbench.getState().tabs) closeTab(id)
    },
  },
  { id: 'frame.reopen', title: 'Reopen the closed tab', keys: 'Mod+Shift+T', run: () => reopenTab() },
  { id: 'frame.recent', title: 'Go to the tab shown before', keys: 'Ctrl+Tab', run: recentTab },
  { id: 'frame.nextTab', title: 'Next tab of the group', keys: 'Mod+PageDown', run: () => showNeighbour(1) },
  {
    id: 'frame.previousTab',
    title: 'Previous tab of the group',
    keys: 'Mod+PageUp',
    run: () => showNeighbour(-1),
  },
  { id: 'frame.split', title: 'Split right', keys: 'Mod+\\', run: withActive((id) => splitTab(id, 'right')) },
  { id: 'frame.splitBelow', title: 'Split below', run: withActive((id) => splitTab(id, 'below')) },
  { id: 'frame.move', title: 'Move tab to the next group', run: withActive(moveToNextGroup) },
  { id: 'frame.nextGroup', title: 'Next group', keys: 'Mod+K Mod+Right', run: showNextGroup },
  {
    id: 'frame.problems',
    title: 'Show problems',
    keys: 'Mod+Shift+M',
    run: () => frame().showPanel('problems'),
  },
  { id: 'frame.jobs', title: 'Show jobs', keys: 'Mod+K J', run: () => frame().showPanel('jobs') },
  {
    id: 'frame.maximize',
    title: 'Give the panel all the height, or take it back',
    run: () => {
      useWindow.setState(({ layout }) => ({
        layout: { ...layout, panelOpen: true, panelMax: !layout.panelMax },
      }))
    },
  },
  {
    id: 'frame.welcome',
    title: 'Workspaces: open, make or try the demo',
    keys: 'Mod+O',
    run: tab('welcome', 'Welcome'),
  },
  { id: 'frame.trust', title: 'Review trust', run: tab('trust', 'Trust') },
  { id: 'frame.settings', title: 'Settings', keys: 'Mod+,', run: tab('settings', 'Settings') },
  {
    id: 'frame.keys',
    title: 'Keyboard map',
    keys: 'Mod+K Mod+S',
    run: tab('settings', 'Settings', { group: 'keyboard' }),
  },
  { id: 'frame.light', title: 'Theme: light', run: () => setTheme('light') },
  { id: 'frame.dark', title: 'Theme: dark', run: () => setTheme('dark') },
  { id: 'frame.system', title: 'Theme: as the system', run: () => setTheme('system') },
]

/** Each feature's key shows it; features name no such command themselves, or name it without a key. */
function featureCommands(): Command[] {
  return features.map(({ id, title, keys }) => ({
    id: `frame.${id}`,
    title: `Show ${title}`,
    keys,
    run: () => toggleFeature(id, false),
  }))
}

/** Panels that a feature brings. */
const panelKeys: Record<string, string> = { history: 'Mod+Shift+H', output: 'Mod+Shift+U' }

function panelCommands(): Command[] {
  return features.flatMap(({ panels = [] }: Feature) =>
    panels.map(({ id, title }) => ({
      id: `frame.panel.${id}`,
      title: `Show ${title.toLowerCase()}`,
      ...(panelKeys[id] && { keys: panelKeys[id] }),
      run: () => frame().showPanel(id),
    })),
  )
}

let all: Command[] | null = null

/** Every command there is: of the frame and of all features. */
export function allCommands(): Command[] {
  all ??= [
    ...frameCommands,
    ...featureCommands(),
    ...panelCommands(),
    // `show` of a feature is what its key does already.
    ...parts.flatMap(({ id, commands }) => commands.filter((command) => command.id !== `${id}.show`)),
  ]
  return all
}

/** Runs a command by its id, also the `<feature>.show` that is not listed. Unknown ids do nothing. */
export function runCommand(id: string): void {
  const command =
    allCommands().find((one) => one.id === id) ??
    parts.flatMap(({ commands }) => commands).find((one) => one.id === id)
  command?.run()
}
