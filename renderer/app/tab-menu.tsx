import { type MenuEntry, PointMenu } from '../ui/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { keysOf } from './command-keys.ts'
import { closeTab, groupOf, moveToNextGroup, reopenTab, splitTab } from './dock-model.ts'
import { useWindow } from './window-store.ts'

/** Everything that can be done with a tab. Each entry is a command as well. */
export function tabItems(id: string): MenuEntry[] {
  const group = groupOf(id)
  const all = useWorkbench.getState().tabs
  const others = group.filter((other) => other !== id)
  const right = group.slice(group.indexOf(id) + 1)
  const close = (ids: string[]) => {
    for (const one of ids) closeTab(one)
  }
  const alone = 'The group has only this tab'
  return [
    { id: 'close', label: 'Close', keys: keysOf('frame.close'), run: () => closeTab(id) },
    {
      id: 'others',
      label: 'Close the others',
      ...(others.length === 0 && { disabledReason: alone }),
      run: () => close(others),
    },
    {
      id: 'right',
      label: 'Close to the right',
      ...(right.length === 0 && { disabledReason: 'It is the last' }),
      run: () => close(right),
    },
    {
      id: 'reopen',
      label: 'Reopen the closed tab',
      keys: keysOf('frame.reopen'),
      ...(useWindow.getState().closed.length === 0 && { disabledReason: 'No tab was closed' }),
      run: () => reopenTab(),
    },
    { separator: 'split' },
    {
      id: 'split-right',
      label: 'Split right',
      keys: keysOf('frame.split'),
      ...(others.length === 0 && { disabledReason: alone }),
      run: () => splitTab(id, 'right'),
    },
    {
      id: 'split-below',
      label: 'Split below',
      ...(others.length === 0 && { disabledReason: alone }),
      run: () => splitTab(id, 'below'),
    },
    {
      id: 'move',
      label: 'Move to the next group',
      ...(all.length === group.length && { disabledReason: 'There is one group' }),
      run: () => moveToNextGroup(id),
    },
  ]
}

/** The menu of the right button, or of the menu key, on a tab. */
export function TabMenu({
  at,
  onClose,
}: {
  at: { tab: string; x: number; y: number } | null
  onClose: () => void
}) {
  return <PointMenu label="Tab" at={at} items={at ? tabItems(at.tab) : []} onClose={onClose} />
}
