import { useEffect } from 'react'
import { Group, Panel } from 'react-resizable-panels'
import { useWorkbench } from '../ui/workbench.ts'
import { ActivityBar } from './activity-bar.tsx'
import { Dock } from './dock.tsx'
import { onDockChanged } from './dock-model.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { featureOf, features, rightPaneOf } from './features.ts'
import css from './frame.module.css'
import { Hint } from './hint.tsx'
import { keepWindow } from './keep.ts'
import { type Kept, sizes } from './kept.ts'
import { Palette } from './palette/palette.tsx'
import { BottomPanel } from './panel.tsx'
import { RestrictedBar } from './restricted-bar.tsx'
import { useShortcuts } from './shortcuts.ts'
import { Grip, Sized } from './sized.tsx'
import { StatusBar } from './status-bar.tsx'
import { TitleBar } from './title-bar.tsx'
import { narrow, small, useMedia } from './use-media.ts'
import { setLayout, useWindow } from './window-store.ts'
import { useFreshInfo, useTold } from './workspace.ts'

/** The window of a workspace. */
export function FrameView({ kept }: { kept: Kept | null }) {
  useShortcuts()
  useFreshInfo()
  useTold()
  useEffect(() => keepWindow(onDockChanged), [])
  return (
    <div className={css.window}>
      <RestrictedBar />
      <TitleBar />
      <Body kept={kept} />
      <StatusBar />
      <Palette />
      {features.map(({ id, Overlay }) => Overlay && <Overlay key={id} />)}
      <Hint />
    </div>
  )
}

function Body({ kept }: { kept: Kept | null }) {
  const isNarrow = useMedia(narrow)
  const isSmall = useMedia(small)
  const layout = useWindow((state) => state.layout)
  const tab = useWorkbench(({ tabs, activeTab }) => tabs.find(({ id }) => id === activeTab))
  const Beside = isNarrow ? undefined : rightPaneOf(tab?.kind)
  const side = layout.sideOpen && !isSmall
  const right = layout.rightOpen && Beside !== undefined && tab !== undefined
  const whole = layout.panelOpen && (layout.panelMax || isSmall)
  return (
    <div className={css.body}>
      <ActivityBar />
      <Group className={css.split} orientation="horizontal">
        {side && (
          <Sized
            id="side"
            size={isNarrow ? Math.min(240, layout.side) : layout.side}
            onSize={(px) => !isNarrow && setLayout({ side: px })}
          >
            <SideBar />
          </Sized>
        )}
        {side && <Grip label="Width of the side bar" onReset={() => setLayout({ side: sizes.side.start })} />}
        <Panel id="main" minSize={320} className={css.main ?? ''}>
          <Group className={css.column} orientation="vertical">
            <Panel id="editor" minSize={160}>
              <main className={css.editor} data-part="editor" tabIndex={-1} inert={whole}>
                <Dock kept={kept} />
              </main>
            </Panel>
            {layout.panelOpen && !whole && (
              <Grip label="Height of the panel" onReset={() => setLayout({ panel: sizes.panel.start })} />
            )}
            {layout.panelOpen && !whole && (
              <Sized id="panel" size={layout.panel} onSize={(panel) => setLayout({ panel })}>
                <BottomPanel />
              </Sized>
            )}
          </Group>
          {/* The dock stays as it is under a panel that takes all the height. */}
          {whole && (
            <div className={css.whole}>
              <BottomPanel />
            </div>
          )}
        </Panel>
        {right && (
          <Grip label="Width of the right pane" onReset={() => setLayout({ right: sizes.right.start })} />
        )}
        {right && (
          <Sized id="right" size={layout.right} onSize={(px) => setLayout({ right: px })}>
            <aside className={css.right} data-part="right" aria-label="Beside the tab" tabIndex={-1}>
              <ErrorBoundary key={tab.id} what="The right pane">
                <Beside tab={tab} active />
              </ErrorBoundary>
            </aside>
          </Sized>
        )}
      </Group>
      {isSmall && <OverSide />}
    </div>
  )
}

function SideBar() {
  const id = useWindow(({ layout }) => layout.feature)
  const feature = featureOf(id)
  return (
    <section className={css.side} data-part="side" aria-label={feature.title} tabIndex={-1}>
      <ErrorBoundary key={id} what={feature.title}>
        <feature.SideBar />
      </ErrorBoundary>
    </section>
  )
}

/** The side bar over the editor, where there is no room beside it: it goes with a choice, with Esc or a press outside. */
function OverSide() {
  const open = useWindow(({ sideOver }) => sideOver)
  const close = () => useWindow.setState({ sideOver: false })
  if (!open) return null
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Esc does the same by key */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Esc does the same by key */}
      <div className={css.veil} onClick={close} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: catches Esc of what is inside */}
      <div className={css.over} onKeyDown={(event) => event.key === 'Escape' && close()}>
        <SideBar />
      </div>
    </>
  )
}
