import { create } from 'zustand'
import type { Tolerance } from '#shared/sql/index.ts'

/** What is looked at of one difference. */
export interface DiffView {
  /** Null until one is chosen: the first proposal then. */
  key: string[] | null
  tolerance: Tolerance
  kind: 'any' | 'added' | 'changed' | 'gone'
  /** Only rows in which this column differs; null for all. */
  column: string | null
  onlyChanged: boolean
}

const start: DiffView = {
  key: null,
  tolerance: { kind: 'exact' },
  kind: 'any',
  column: null,
  onlyChanged: false,
}

const useViews = create<Record<string, DiffView>>(() => ({}))

/** The view of a difference by the id of its tab: a tab that was hidden looks as it did. */
export const useDiffView = (id: string): DiffView => useViews((views) => views[id] ?? start)

export function setDiffView(id: string, change: Partial<DiffView>): void {
  useViews.setState((views) => ({ [id]: { ...(views[id] ?? start), ...change } }))
}

const steps = new Map<string, (step: 1 | -1) => void>()

/** The grid of a difference says how it goes from change to change. Returns the way to take that back. */
export function provideSteps(id: string, go: (step: 1 | -1) => void): () => void {
  steps.set(id, go)
  return () => {
    if (steps.get(id) === go) steps.delete(id)
  }
}

/** Goes to the next (or previous) change of a difference, where its rows are shown. */
export function goToChange(id: string, step: 1 | -1): void {
  steps.get(id)?.(step)
}
