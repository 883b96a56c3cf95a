import type { IDockviewPanelHeaderProps } from 'dockview-react'
import { useEffect, useRef } from 'react'
import { House, Settings, ShieldQuestion, SquareTerminal, X } from '../ui/icons.ts'
import { Icon, type IconType } from '../ui/index.ts'
import { type TabKind, useWorkbench } from '../ui/workbench.ts'
import css from './dock.module.css'
import { closeTab } from './dock-model.ts'
import { partOfKind } from './features.ts'

const own: Partial<Record<TabKind, IconType>> = {
  welcome: House,
  trust: ShieldQuestion,
  settings: Settings,
  'explore.query': SquareTerminal,
}

export function iconOf(kind: TabKind): IconType {
  return own[kind] ?? partOfKind(kind)?.icon ?? SquareTerminal
}

/** A tab's head: its name, a dot while it holds unsaved work, the warning edge while it looks at the past. */
export function DockTab({ api }: IDockviewPanelHeaderProps) {
  const tab = useWorkbench(({ tabs }) => tabs.find((one) => one.id === api.id))
  const head = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const show = () => {
      if (api.isActive) {
        head.current?.closest('.dv-tab')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      }
    }
    show()
    const watch = api.onDidActiveChange(show)
    return () => watch.dispose()
  }, [api])
  if (!tab) return null
  const words = [tab.title, tab.dirty && 'not saved', tab.pinned && 'at a chosen snapshot'].filter(Boolean)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a middle press closes; Delete and the menu do so by key
    <div
      ref={head}
      className={css.tab}
      data-tab-id={tab.id}
      data-pinned={tab.pinned || undefined}
      title={words.join(', ')}
      onMouseDown={(event) => event.button === 1 && event.preventDefault()}
      onAuxClick={(event) => event.button === 1 && closeTab(tab.id)}
    >
      <Icon of={iconOf(tab.kind)} tone="muted" />
      <span className={css.title}>{tab.title}</span>
      {tab.dirty && <span className={css.dot} role="img" aria-label="not saved" />}
      {/* Not a button: a tab holds no other control. By key it is Delete on the tab, or the command. */}
      <span
        className={css.close}
        aria-hidden="true"
        title={`Close ${tab.title}`}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation()
          closeTab(tab.id)
        }}
      >
        <Icon of={X} />
      </span>
    </div>
  )
}
