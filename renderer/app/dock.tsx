import 'dockview-react/dist/styles/dockview.css'
import { type DockviewApi, DockviewReact, type DockviewTheme, type IDockviewPanelProps } from 'dockview-react'
import { type KeyboardEvent, type MouseEvent, Suspense, useEffect, useState } from 'react'
import { StateView } from '../ui/index.ts'
import type { Tab } from '../ui/workbench.ts'
import { useWorkbench } from '../ui/workbench.ts'
import css from './dock.module.css'
import { attachDock, closeTab, gatherGroups, groupOf } from './dock-model.ts'
import { DockTab } from './dock-tab.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { GroupActions } from './group-actions.tsx'
import { Nothing } from './nothing.tsx'
import { TabMenu } from './tab-menu.tsx'
import { contentOf } from './tabs.ts'
import { small, useMedia } from './use-media.ts'

const theme: DockviewTheme = {
  name: 'lakebench',
  className: css.theme ?? '',
  dndTabIndicator: 'line',
  dndOverlayMounting: 'relative',
}

/** What one tab shows. It is made when it is first seen, and stays, so that nothing typed into it is lost. */
function TabHost({ api }: IDockviewPanelProps) {
  const tab = useWorkbench(({ tabs }) => tabs.find((one) => one.id === api.id))
  const active = useWorkbench(({ activeTab }) => activeTab === api.id)
  const [seen, setSeen] = useState(api.isVisible)
  useEffect(() => {
    if (api.isVisible) setSeen(true)
    const watch = api.onDidVisibilityChange(({ isVisible }) => isVisible && setSeen(true))
    return () => watch.dispose()
  }, [api])
  if (!tab || !seen) return null
  const Content = contentOf(tab.kind)
  return (
    <div className={css.content} data-tab={tab.id}>
      <ErrorBoundary what={tab.title}>
        <Suspense fallback={<StateView state="loading" title={`Opening ${tab.title}`} />}>
          {Content && <Content tab={tab} active={active} />}
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}

const components = { tab: TabHost }

/** The editor area: groups of tabs side by side. */
export function Dock({ kept }: { kept: { tabs: Tab[]; active: string | null; dock: unknown } | null }) {
  const [api, setApi] = useState<DockviewApi | null>(null)
  const [menu, setMenu] = useState<{ tab: string; x: number; y: number } | null>(null)
  const gather = useMedia(small)
  useEffect(() => {
    if (api) gatherGroups(gather)
  }, [api, gather])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was kept counts once, when the dock stands
  useEffect(() => (api ? attachDock(api, kept) : undefined), [api])

  const tabAt = (event: MouseEvent | KeyboardEvent) =>
    event.target instanceof Element
      ? event.target.closest('.dv-tab')?.querySelector<HTMLElement>('[data-tab-id]')?.dataset.tabId
      : undefined
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens for the tabs inside, which take the focus
    <div
      className={css.dock}
      onContextMenu={(event) => {
        const tab = tabAt(event)
        if (tab === undefined) return
        event.preventDefault()
        const box = event.target instanceof Element ? event.target.getBoundingClientRect() : null
        // The menu key tells no place of the pointer.
        const byKey = event.clientX === 0 && event.clientY === 0
        setMenu({
          tab,
          x: byKey && box ? box.left : event.clientX,
          y: byKey && box ? box.bottom : event.clientY,
        })
      }}
      onKeyDown={(event) => {
        const tab = tabAt(event)
        if (tab === undefined || event.key !== 'Delete') return
        const ids = groupOf(tab)
        closeTab(tab)
        event.preventDefault()
        const next = ids[ids.indexOf(tab) + 1] ?? ids[ids.indexOf(tab) - 1]
        if (next) focusTab(next)
      }}
    >
      <DockviewReact
        theme={theme}
        components={components}
        defaultTabComponent={DockTab}
        rightHeaderActionsComponent={GroupActions}
        watermarkComponent={Nothing}
        onReady={({ api: ready }) => setApi(ready)}
        disableFloatingGroups
        disableTabsOverflowList
        scrollbars="native"
        announcements={false}
      />
      <TabMenu at={menu} onClose={() => setMenu(null)} />
    </div>
  )
}

function focusTab(id: string): void {
  const tab = document.querySelector(`[data-tab-id="${CSS.escape(id)}"]`)?.closest<HTMLElement>('.dv-tab')
  tab?.focus()
}
