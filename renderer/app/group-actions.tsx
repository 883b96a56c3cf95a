import type { IDockviewHeaderActionsProps } from 'dockview-react'
import { useEffect, useRef, useState } from 'react'
import { ChevronDown, Ellipsis, SquareSplitHorizontal } from '../ui/icons.ts'
import { IconButton, Menu } from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import css from './dock.module.css'
import { showTab, splitTab } from './dock-model.ts'
import { iconOf } from './dock-tab.tsx'
import { tabItems } from './tab-menu.tsx'

/** At the right of a group's tabs: the list of those that do not fit, split, and what else can be done with the tab. */
export function GroupActions({ activePanel, panels }: IDockviewHeaderActionsProps) {
  const root = useRef<HTMLDivElement>(null)
  const tabs = useWorkbench((state) => state.tabs)
  const [crowded, setCrowded] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: tabs that come, go or are renamed change what fits
  useEffect(() => {
    const strip = root.current
      ?.closest('.dv-tabs-and-actions-container')
      ?.querySelector<HTMLElement>('.dv-tabs-container')
    if (!strip) return
    const measure = () => {
      setCrowded(strip.scrollWidth > strip.clientWidth + 1)
      // Whatever changed the strip, the shown tab stays in sight.
      strip.querySelector('.dv-active-tab')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    const observer = new ResizeObserver(measure)
    observer.observe(strip)
    measure()
    return () => observer.disconnect()
  }, [panels.length, tabs])
  const id = activePanel?.id
  const here = panels.flatMap((panel) => tabs.find((tab) => tab.id === panel.id) ?? [])
  return (
    <div ref={root} className={css.actions}>
      {crowded && (
        <Menu
          label="Tabs of this group"
          placement="bottom end"
          items={here.map((tab) => ({
            id: tab.id,
            label: tab.title,
            icon: iconOf(tab.kind),
            checked: tab.id === id,
            run: () => showTab(tab.id),
          }))}
        >
          <IconButton icon={ChevronDown} label={`All ${here.length} tabs of this group`} />
        </Menu>
      )}
      {id !== undefined && (
        <>
          <IconButton
            icon={SquareSplitHorizontal}
            label="Split right"
            keys="Mod+\"
            disabledReason={panels.length < 2 ? 'The group has only this tab' : undefined}
            onPress={() => splitTab(id, 'right')}
          />
          <Menu label="Tab" items={tabItems(id)} placement="bottom end">
            <IconButton icon={Ellipsis} label="More about this tab" />
          </Menu>
        </>
      )}
    </div>
  )
}
