import { ctes, lineColumn, splitStatements } from '#shared/sql/index.ts'
import { closeOwner } from '../engine/index.ts'
import { offsetOf } from '../ui/code-editor/index.ts'
import { frame, provideTexts, useWorkbench } from '../ui/workbench.ts'
import { keepAll, keepNow, keepSoon } from './keep.ts'
import { partsOf } from './parts.ts'
import { closePreview } from './preview.ts'
import { closeExecution } from './run.ts'
import { tabState, takeTab, updateTab, useExplore } from './store.ts'

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
      closePreview(id)
      closeOwner(id)
    })
  }
})

/** The query tab that was active last, so that a text from elsewhere knows where to go. */
let last: string | null = null
useWorkbench.subscribe(({ tabs, activeTab }) => {
  if (tabs.some((tab) => tab.id === activeTab && tab.kind === 'explore.query')) last = activeTab
})

provideTexts({
  read: (id) => {
    const tab = tabState(id)
    return tab?.state === 'ready' ? tab.text : null
  },
  write(id, text) {
    updateTab(id, { text })
    keepSoon(id)
  },
  insert(text) {
    const tab = last === null ? undefined : tabState(last)
    const open = useWorkbench.getState().tabs.find(({ id }) => id === last)
    if (!tab || !open) return false
    const { from, to } = tab.caret
    const { editor } = partsOf(tab.id)
    if (editor) editor.replace(from, to, text)
    else updateTab(tab.id, { text: tab.text.slice(0, from) + text + tab.text.slice(to) })
    keepSoon(tab.id)
    frame().openTab(open)
    return true
  },
  ctes(id) {
    const tab = tabState(id)
    if (tab?.state !== 'ready') return null
    return splitStatements(tab.text).flatMap(({ from, to }) =>
      ctes(tab.text.slice(from, to)).map((cte) => ({
        name: cte.name,
        from: from + cte.from,
        line: lineColumn(tab.text, from + cte.from).line,
      })),
    )
  },
  lines(id) {
    const tab = tabState(id)
    return tab?.state === 'ready' ? tab.text.split('\n').length : null
  },
  goTo(id, place) {
    const tab = tabState(id)
    if (!tab) return
    const offset = 'offset' in place ? place.offset : offsetOf(tab.text, place.line, 1)
    updateTab(id, { caret: { from: offset, to: offset } })
    const { editor } = partsOf(id)
    editor?.select(offset)
    editor?.focus()
  },
})
