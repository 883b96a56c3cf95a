import { useMemo } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useWorkspaceInfo } from '../client/index.ts'
import { ArrowLeft, ArrowRight, FolderOpen, PanelBottom, PanelLeft, PanelRight, Search } from '../ui/icons.ts'
import { Button, Icon, IconButton, Kbd, Menu, type MenuEntry } from '../ui/index.ts'
import { ariaKeys } from '../ui/keys.ts'
import { frame, useWorkbench } from '../ui/workbench.ts'
import { keysOf } from './command-keys.ts'
import { rightPaneOf } from './features.ts'
import css from './frame.module.css'
import { togglePanel, toggleRight, toggleSide } from './toggles.ts'
import { narrow, small, useMedia } from './use-media.ts'
import { useWindow } from './window-store.ts'
import { showWorkspace, useRecent } from './workspace.ts'

/** Workspaces, back and forward, the way to anything, and what is shown. */
export function TitleBar() {
  const isNarrow = useMedia(narrow)
  const isSmall = useMedia(small)
  const { layout, visited, sideOver } = useWindow()
  const tabs = useWorkbench((state) => state.tabs)
  const activeTab = useWorkbench((state) => state.activeTab)
  const beside = rightPaneOf(tabs.find(({ id }) => id === activeTab)?.kind)
  const open = useMemo(() => new Set(tabs.map(({ id }) => id)), [tabs])
  const back = visited.ids.slice(0, Math.max(0, visited.at)).some((id) => open.has(id))
  const forward = visited.ids.slice(visited.at + 1).some((id) => open.has(id))
  return (
    <header className={css.title} data-part="title">
      <div className={css.group}>
        <WorkspaceMenu />
        <span className={css.divider} />
        <IconButton
          icon={ArrowLeft}
          label="Go back"
          keys={keysOf('frame.back')}
          disabledReason={back ? undefined : 'Nothing was shown before'}
          onPress={() => frame().run('frame.back')}
        />
        <IconButton
          icon={ArrowRight}
          label="Go forward"
          keys={keysOf('frame.forward')}
          disabledReason={forward ? undefined : 'Nothing was shown after'}
          onPress={() => frame().run('frame.forward')}
        />
      </div>
      <AriaButton
        className={css.search ?? ''}
        aria-haspopup="dialog"
        aria-keyshortcuts={ariaKeys('Mod+P')}
        onPress={() => useWindow.setState({ palette: '' })}
      >
        <Icon of={Search} />
        <span>
          {isSmall
            ? 'Go to anything'
            : isNarrow
              ? 'Search sources, files, runs'
              : 'Search sources, columns, files, transforms, runs'}
        </span>
        <span aria-hidden="true">
          <Kbd keys="Mod+P" />
        </span>
      </AriaButton>
      <div className={css.group}>
        <IconButton
          icon={PanelLeft}
          label="Side bar"
          keys="Mod+B"
          pressed={isSmall ? sideOver : layout.sideOpen}
          onPress={toggleSide}
        />
        <IconButton
          icon={PanelBottom}
          label="Panel"
          keys="Mod+J"
          pressed={layout.panelOpen}
          onPress={togglePanel}
        />
        <IconButton
          icon={PanelRight}
          label="Right pane"
          keys="Mod+Alt+B"
          pressed={layout.rightOpen && !isNarrow && beside !== undefined}
          disabledReason={
            isNarrow
              ? 'In a narrow window its content stands in the tab'
              : beside
                ? undefined
                : 'This tab has nothing beside it'
          }
          onPress={toggleRight}
        />
      </div>
    </header>
  )
}

function WorkspaceMenu() {
  const info = useWorkspaceInfo().data
  const recent = useRecent().data
  const jobs = useWorkbench((state) => state.jobs)
  const running = jobs.filter(({ state }) => state === 'running')
  const stops = running.length > 0 ? `Stops ${running.map(({ name }) => name).join(', ')} cleanly` : undefined
  const others = (recent ?? []).filter(({ id, found }) => found && id !== info?.id).slice(0, 8)
  const items: MenuEntry[] = [
    ...(others.length > 0
      ? [
          {
            heading: 'Recent',
            items: others.map(({ id, name, root }) => ({
              id,
              label: name,
              detail: stops ?? root,
              run: () => void showWorkspace(id),
            })),
          },
          { separator: 'recent' },
        ]
      : []),
    {
      id: 'open',
      label: 'Open, make or try…',
      icon: FolderOpen,
      keys: keysOf('frame.welcome'),
      run: () => frame().run('frame.welcome'),
    },
    {
      id: 'close',
      label: 'Close the workspace',
      detail: stops ?? 'Tabs and layout come back when it is opened again',
      run: () => void showWorkspace(null),
    },
  ]
  return (
    <Menu label="Workspace" items={items}>
      <Button kind="quiet" menu label={`Workspace ${info?.name ?? ''}`}>
        <strong className={css.workspace}>{info?.name ?? 'Lakebench'}</strong>
      </Button>
    </Menu>
  )
}
