import { closeOwner } from '../engine/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { keepAll, keepNow } from './keep.ts'
import { closeExecution } from './run.ts'
import { takeTab, useExplore } from './store.ts'

// What a timer still waits for is stored before the window goes away.
addEventListener('pagehide', keepAll)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') keepAll()
})

// A closed tab frees its results; its text stays kept, so that it can be reopened.
useWorkbench.subscribe(({ tabs }, before) => {
  if (tabs === before.tabs) return
  const open = new Set(tabs.map((tab) => tab.id))
  for (const { id } of before.tabs) {
    const state = useExplore.getState().tabs[id]
    if (open.has(id) || !state) continue
    state.running?.abort()
    void keepNow(id).finally(() => {
      if (useWorkbench.getState().tabs.some((tab) => tab.id === id)) return
      const closed = takeTab(id)
      for (const execution of closed?.executions ?? []) closeExecution(execution)
      closeOwner(id)
    })
  }
})
