import { create } from 'zustand'
import type { Execution, KeptTab, QueryTabState } from './types.ts'

interface ExploreState {
  tabs: Record<string, QueryTabState>
}

/** Every query tab of the window by its id. It outlives the tab's component, so that a hidden tab keeps its result. */
export const useExplore = create<ExploreState>(() => ({ tabs: {} }))

export const emptyKept: KeptTab = {
  v: 1,
  text: '',
  digest: null,
  saved: false,
  base: null,
  caret: { from: 0, to: 0 },
  scrollTop: 0,
  at: {},
  engine: 'auto',
  params: {},
  view: 'result',
  split: 45,
}

export function newTabState(id: string, path: string | null): QueryTabState {
  return {
    ...emptyKept,
    id,
    path,
    state: 'loading',
    loadError: null,
    conflict: null,
    saveError: null,
    naming: false,
    markers: [],
    executions: [],
    chosen: null,
    running: null,
    cell: null,
    finding: null,
    pane: 'columns',
  }
}

export function tabState(id: string): QueryTabState | undefined {
  return useExplore.getState().tabs[id]
}

/** Changes a tab that exists; does nothing for one that was closed meanwhile. */
export function updateTab(
  id: string,
  change: Partial<QueryTabState> | ((tab: QueryTabState) => Partial<QueryTabState>),
): void {
  useExplore.setState(({ tabs }) => {
    const tab = tabs[id]
    if (!tab) return {}
    return { tabs: { ...tabs, [id]: { ...tab, ...(typeof change === 'function' ? change(tab) : change) } } }
  })
}

export function putTab(tab: QueryTabState): void {
  useExplore.setState(({ tabs }) => ({ tabs: { ...tabs, [tab.id]: tab } }))
}

/** Takes a tab out, and answers what it was. */
export function takeTab(id: string): QueryTabState | undefined {
  const tab = tabState(id)
  useExplore.setState(({ tabs }) => {
    const { [id]: _, ...others } = tabs
    return { tabs: others }
  })
  return tab
}

export function updateExecution(
  id: string,
  execution: string,
  change: Partial<Execution> | ((execution: Execution) => Partial<Execution>),
): void {
  updateTab(id, (tab) => ({
    executions: tab.executions.map((one) =>
      one.id === execution ? { ...one, ...(typeof change === 'function' ? change(one) : change) } : one,
    ),
  }))
}

export function executionOf(id: string, execution: string): Execution | undefined {
  return tabState(id)?.executions.find((one) => one.id === execution)
}

/** The execution whose result the tab shows. */
export function chosenOf(tab: QueryTabState | undefined): Execution | undefined {
  return tab?.executions.find((one) => one.id === tab.chosen)
}

/** The execution that is in view: while the chosen one is young, what stood there before. */
export function seenOf(tab: QueryTabState | undefined): Execution | undefined {
  const chosen = chosenOf(tab)
  return chosen?.before ?? chosen
}
