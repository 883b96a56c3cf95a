import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { onMerged } from '../client/file-drafts.ts'
import { appErrorOf, client, session, workspaceInfoKey } from '../client/index.ts'
import { mergedMessage } from '../client/merge-text.ts'
import { Button, StateView, showToast, Toasts, watchPresses } from '../ui/index.ts'
import { provideFrame } from '../ui/workbench.ts'
import { applyAppearance } from './appearance.ts'
import { runCommand } from './commands.ts'
import { desktop } from './desktop.ts'
import { closeTab, openTab, reopenTab, updateTab } from './dock-model.ts'
import { parts } from './features.ts'
import { followMoves } from './follow-moves.ts'
import css from './frame.module.css'
import { FrameView } from './frame.tsx'
import { readKept } from './keep.ts'
import type { Kept } from './kept.ts'
import { watchFocus } from './parts.ts'
import { openFirst } from './start.ts'
import { showPanel, toggleFeature } from './toggles.ts'
import { Welcome } from './welcome/welcome.tsx'
import { useWindow } from './window-store.ts'
import { showWorkspace } from './workspace.ts'

// Everything is on this computer: nothing waits for a network, and nothing is asked twice for luck.
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', retry: false, staleTime: 2_000 },
    mutations: { networkMode: 'always', retry: false },
  },
})

applyAppearance()

provideFrame({
  openTab: (tab) => openTab(tab),
  closeTab,
  closedTabs: () => useWindow.getState().closed,
  reopenTab,
  updateTab,
  followMoves,
  showFeature: (id) => toggleFeature(id, false),
  showPanel,
  toast: showToast,
  run: runCommand,
})

onMerged((path) => showToast({ message: mergedMessage(path) }))

/** The commands of the desktop app's menu bar. */
const menuCommands = { 'open-workspace': 'frame.welcome', settings: 'frame.settings' }

/** The window. */
export function App() {
  useEffect(watchFocus, [])
  useEffect(watchPresses, [])
  useEffect(
    () =>
      desktop?.onMenu((command) => {
        if (session().workspace !== null) runCommand(menuCommands[command])
      }),
    [],
  )
  return (
    <QueryClientProvider client={queries}>
      {session().workspace === null ? <Alone /> : <Opening />}
      <Toasts />
    </QueryClientProvider>
  )
}

/** No workspace yet: the welcome fills the window. */
function Alone() {
  return (
    <main className={css.window}>
      <Welcome />
    </main>
  )
}

/** Reads how the workspace's window was left, then shows it so. */
function Opening() {
  const opened = useQuery({
    queryKey: ['frame', 'opening'],
    queryFn: async (): Promise<{ kept: Kept | null }> => {
      try {
        const asked = Promise.all([client.workspace.info(), readKept()])
        for (const { prepare } of parts) prepare?.()
        const [info, kept] = await asked
        queries.setQueryData(workspaceInfoKey, info)
        if (kept) useWindow.setState({ layout: kept.layout, closed: kept.closed, chosen: kept.chosen })
        await openFirst(info, kept)
        return { kept }
      } catch (thrown) {
        throw appErrorOf(thrown)
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  if (opened.data) return <FrameView kept={opened.data.kept} />
  return (
    <div className={css.window}>
      {opened.isError ? (
        <StateView
          state="error"
          error={opened.error}
          onRetry={() => void opened.refetch()}
          actions={<Button onPress={() => void showWorkspace(null)}>Choose another workspace</Button>}
        />
      ) : (
        <StateView state="loading" title="Opening the workspace" />
      )}
    </div>
  )
}
