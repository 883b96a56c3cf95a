import type { Move } from '#shared/contract/files.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { replaceTab } from './dock-model.ts'
import { movedTab } from './moved-tab.ts'
import { useWindow } from './window-store.ts'

/** See `Frame.followMoves`. */
export function followMoves(moves: readonly Move[]): void {
  for (const tab of useWorkbench.getState().tabs) {
    const next = movedTab(tab, moves)
    if (next) replaceTab(tab.id, next)
  }
  useWindow.setState(({ closed }) => ({
    closed: closed.map((one) => ({ ...one, tab: movedTab(one.tab, moves) ?? one.tab })),
  }))
}
