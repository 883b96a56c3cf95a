import { create } from 'zustand'
import { onEngineEvent } from '../engine/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { activeQuery } from './parts.ts'
import { showEngine } from './run.ts'

/** What last befell an engine, until the user has read it. */
export const useEngineNotice = create<{ message: string | null; dismiss: () => void }>((set) => ({
  message: null,
  dismiss: () => set({ message: null }),
}))

onEngineEvent((event) => {
  if (event.type === 'restarted' || event.type === 'failed') {
    useEngineNotice.setState({ message: event.message })
  }
  const { setStatus } = useWorkbench.getState()
  if (event.type === 'starting')
    setStatus('engine', { text: `${event.engine} starting`, label: event.message })
  if (event.type === 'ready') showActive()
  if (event.type === 'failed') {
    setStatus('engine', { text: `${event.engine} failed`, label: event.message, tone: 'error' })
  }
})

/** The status bar says what answered the tab that is looked at; a tab without an answer has nothing to say. */
function showActive(): void {
  const id = activeQuery()
  if (id === null) useWorkbench.getState().setStatus('engine', null)
  else showEngine(id)
}
useWorkbench.subscribe(({ activeTab }, before) => {
  if (activeTab !== before.activeTab) showActive()
})
