import type { FileChange, Move } from '#shared/contract/files.ts'
import { followFiles } from '../ui/file-changes.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { forgetKept, keepNow, moveKept, refreshFile } from './keep.ts'
import { putTab, takeTab, useExplore } from './store.ts'

const openTabs = () => useWorkbench.getState().tabs.filter(({ kind }) => kind === 'explore.query')

followFiles({
  async before() {
    await Promise.all(Object.keys(useExplore.getState().tabs).map(keepNow))
  },
  async after({ files }: FileChange, moved: Move[]) {
    for (const { from, to } of moved) await moveTab(from, to)
    for (const { id, params } of openTabs()) {
      if (params.path !== undefined && files.includes(params.path)) void refreshFile(id)
    }
  },
})

/** Text, caret, result and choices of a file's tab go along to its new path, open or not. */
async function moveTab(from: string, to: string): Promise<void> {
  const [before, after] = [`query:${from}`, `query:${to}`]
  const state = takeTab(before)
  if (!state) return moveKept(before, after)
  putTab({ ...state, id: after, path: to })
  await keepNow(after)
  await forgetKept(before)
}
