import { create } from 'zustand'
import type { Plan, RunResult, Verification } from '#shared/contract/evaluation.ts'
import type { AppError } from '#shared/errors.ts'
import type { Progress } from '#shared/progress.ts'
import type { Cell } from '#shared/value.ts'
import type { RunSort } from './filter.ts'
import type { GroupBy } from './group.ts'
import type { LiveCell } from './matrix.ts'

/** What is planned and run. Empty lists mean: as the definition says. */
export interface PlanChoice {
  refs: string[]
  /** `source=id`. */
  snapshots: string[]
  params: Record<string, Cell[]>
  jobs: number
  /** Runs again what the ledger holds; the result must be equal bit for bit. */
  force: boolean
}

/** A run of the whole evaluation, while it goes on and after. It outlives the screen. */
export interface LiveRun {
  state: 'running' | 'done' | 'failed' | 'cancelled'
  plan: Plan | null
  /** By the id of the ledger row that a cell becomes. */
  cells: ReadonlyMap<string, LiveCell>
  progress: Progress | null
  result: RunResult | null
  error: AppError | null
  startedAt: number
  endedAt: number | null
  jobs: number
  cancel: () => void
}

/** What the user chose of the runs table. Kept on this computer, for each evaluation. */
export interface TableChoice {
  filter: string
  group: GroupBy
  sort: RunSort | null
  varyingOnly: boolean
  hidden: string[]
  /** Ids of rows that stay on top. */
  pinned: string[]
  /** The row that all others are judged against; null: each against the baseline algorithm of its commit. */
  baseline: string | null
}

export type Verifying =
  | { state: 'running'; progress: Progress | null; cancel: () => void }
  | { state: 'done'; result: Verification }
  | { state: 'failed'; error: AppError }

export interface Screen {
  choice: PlanChoice
  live: LiveRun | null
  table: TableChoice
  /** Ids of the rows that are selected, in the order of selection. */
  selected: string[]
  /** Id of the row whose details are open. */
  opened: string | null
  collapsed: string[]
}

export const emptyScreen: Screen = {
  choice: { refs: [], snapshots: [], params: {}, jobs: defaultJobs(), force: false },
  live: null,
  table: {
    filter: '',
    group: 'none',
    sort: null,
    varyingOnly: true,
    hidden: [],
    pinned: [],
    baseline: null,
  },
  selected: [],
  opened: null,
  collapsed: [],
}

/** Half the processors: the window stays quick while runs go on. */
function defaultJobs(): number {
  return Math.max(1, Math.min(8, Math.floor((globalThis.navigator?.hardwareConcurrency ?? 2) / 2)))
}

interface EvaluationState {
  screens: Record<string, Screen>
  /** By run key. */
  verifications: Record<string, Verifying>
  /** How often something changed that lists and plans are made of. */
  changes: number
}

/** Everything of the evaluation screens that outlives them. */
export const useEvaluation = create<EvaluationState>(() => ({ screens: {}, verifications: {}, changes: 0 }))

export function screenOf(name: string): Screen {
  return useEvaluation.getState().screens[name] ?? emptyScreen
}

export function useScreen(name: string): Screen {
  return useEvaluation((state) => state.screens[name] ?? emptyScreen)
}

export function updateScreen(
  name: string,
  change: Partial<Screen> | ((screen: Screen) => Partial<Screen>),
): void {
  useEvaluation.setState(({ screens }) => {
    const screen = screens[name] ?? emptyScreen
    const changed = typeof change === 'function' ? change(screen) : change
    return { screens: { ...screens, [name]: { ...screen, ...changed } } }
  })
}

export function chooseForPlan(name: string, change: Partial<PlanChoice>): void {
  updateScreen(name, ({ choice }) => ({ choice: { ...choice, ...change } }))
}

/** Lists and plans are read again: a run has ended, or a definition came or went. */
export function readAgain(): void {
  useEvaluation.setState(({ changes }) => ({ changes: changes + 1 }))
}

export function setVerifying(key: string, verifying: Verifying | null): void {
  useEvaluation.setState(({ verifications }) => {
    const { [key]: _, ...others } = verifications
    return { verifications: verifying ? { ...others, [key]: verifying } : others }
  })
}
