import type { ComponentType } from 'react'
import { create } from 'zustand'
import type { Cell } from '#shared/value.ts'

/**
 * What a feature gives to the frame and asks of it. Features never import each other: they meet here, by the
 * names of tabs and commands.
 */

/** Every kind of tab there is; opening one by its kind is how a chip or a row leads into another feature. */
export type TabKind =
  | 'welcome' // {}
  | 'trust' // {}
  | 'settings' // {}
  | 'explore.query' // {path?: string, line?: from 1, draft?: string, sql?: string, at?: JSON}
  | 'explore.profile' // {source, at?: JSON}
  | 'charts.chart' // {path}: a file of charts/
  | 'charts.board' // {path}: a file of boards/
  | 'explore.file' // {id?, sha256?: of a file at hand, view?: 'lake'}
  | 'explore.import' // {}
  | 'explore.uses' // {table, column}: of a source or of a table macro
  | 'explore.compare' // {before, after: JSON of {sql, at?, params?, types?}, names?: JSON of [before, after]}
  | 'lake.sources' // {}
  | 'lake.source' // {source, view?: 'overview'|'contract'|'objects'|'snapshots'|'rejects'}
  | 'lake.diff' // {from, to}
  | 'lake.snapshot' // {id}
  | 'toolbox.transform' // {name}
  | 'toolbox.rename' // {name, column?: of a table macro}
  | 'toolbox.extract' // {text, from, to, at: JSON, file, tab: id of the query's tab}
  | 'evaluation' // {name, view?: 'definition'|'plan'|'runs'|'compare'}
  | 'evaluation.compare' // {baseline, candidates: comma separated}
  | 'git.diff' // {path}
  | 'git.commit' // {commit}
  | 'git.file' // {path}: the history of one file
  | 'git.conflict' // {path}
  | 'text' // {path, line?: from 1}: any other text file of the workspace, e.g. YAML

export interface Tab {
  /** Two tabs with one id are the same tab: opening it again shows it. */
  id: string
  kind: TabKind
  title: string
  params: Record<string, string>
  dirty?: boolean
  /** A pinned snapshot is looked at: the tab wears the warning edge. */
  pinned?: boolean
}

export interface TabProps {
  tab: Tab
  active: boolean
}

export interface Command {
  id: string
  title: string
  /** In the notation of `renderer/ui/keys.ts`: `Mod+Enter`, `Mod+K A`, `F9`. Mod is ⌘ on a Mac and Ctrl elsewhere. */
  keys?: string
  /** Only while a tab of one of these kinds is active. */
  when?: TabKind[]
  /** CSS: its key only counts while the focus is in such an element, so that an editor keeps its own. */
  within?: string
  run: () => void
}

export interface FindItem {
  id: string
  title: string
  detail?: string
  /** Group in the palette: Sources, Columns, Files, Transforms, Runs. */
  group: string
  open: () => void
}

/** What brings tabs and commands. */
export interface Part {
  id: string
  title: string
  icon: ComponentType<{ size?: number; strokeWidth?: number }>
  tabs: Partial<Record<TabKind, ComponentType<TabProps>>>
  /** What the right pane shows while a tab of this kind is active. */
  rightPane?: Partial<Record<TabKind, ComponentType<TabProps>>>
  /** Mounted once, over the whole window: it draws nothing until it is needed. */
  Overlay?: ComponentType
  /** Tabs of the bottom panel. */
  panels?: { id: string; title: string; Panel: ComponentType }[]
  commands: Command[]
  /** Everything of it that "go to anything" can find. */
  find?: (text: string) => Promise<FindItem[]>
  /** Fetches code that the window will most likely show, while main is asked how it was left. */
  prepare?: () => void
}

/** A part with a side bar of its own, and so with a place in the activity bar. */
export interface Feature extends Part {
  id: 'explore' | 'lake' | 'toolbox' | 'evaluation' | 'git'
  keys: string
  SideBar: ComponentType
}

export interface StatusItem {
  text: string
  /** Whole sentence for the tooltip and assistive technology. */
  label: string
  tone?: 'plain' | 'warn' | 'error'
  open?: () => void
}

export interface Job {
  id: string
  name: string
  phase: string
  done: number
  total: number | null
  unit: string
  startedAt: number
  /** Undefined when the job cannot be stopped any more. */
  cancel?: (() => void) | undefined
  state: 'running' | 'done' | 'failed' | 'cancelled'
  message?: string
}

export interface Problem {
  id: string
  severity: 'error' | 'warning'
  message: string
  file?: string
  line?: number
  open?: () => void
}

export interface ToastSpec {
  message: string
  tone?: 'plain' | 'error'
  undo?: () => void
  /** What one may do about it now. */
  action?: { label: string; run: () => void }
}

/** What features ask of the frame. `renderer/app` fills it in before the first render. */
export interface Frame {
  openTab(tab: Omit<Tab, 'id'> & { id?: string }): void
  closeTab(id: string): void
  /** Tabs that were closed in the last 30 days, a hundred at most, the newest first; `at` in ms since 1970. */
  closedTabs(): { tab: Tab; at: number }[]
  reopenTab(id: string): void
  updateTab(id: string, change: Partial<Pick<Tab, 'title' | 'dirty' | 'pinned' | 'params'>>): void
  /** Tabs of files that have another path now, open or closed, show them at that path. */
  followMoves(moves: readonly { from: string; to: string }[]): void
  showFeature(id: Feature['id']): void
  showPanel(id: string): void
  toast(toast: ToastSpec): void
  /** Runs a command by its id, as the palette would. */
  run(command: string): void
}

interface WorkbenchState {
  tabs: Tab[]
  activeTab: string | null
  status: Record<string, StatusItem>
  jobs: Job[]
  problems: Record<string, Problem[]>
  setStatus(id: string, item: StatusItem | null): void
  setJob(job: Job): void
  dropJob(id: string): void
  /** Replaces the problems that `owner` (a tab or a check) reports. */
  setProblems(owner: string, problems: Problem[]): void
}

/** State that frame and features share. */
export const useWorkbench = create<WorkbenchState>((set) => ({
  tabs: [],
  activeTab: null,
  status: {},
  jobs: [],
  problems: {},
  setStatus: (id, item) =>
    set((state) => {
      const { [id]: _, ...others } = state.status
      return { status: item ? { ...others, [id]: item } : others }
    }),
  setJob: (job) => set((state) => ({ jobs: [...state.jobs.filter((other) => other.id !== job.id), job] })),
  dropJob: (id) => set((state) => ({ jobs: state.jobs.filter((job) => job.id !== id) })),
  setProblems: (owner, problems) => set((state) => ({ problems: { ...state.problems, [owner]: problems } })),
}))

/** The texts of editor tabs, as one feature hands them to others: all offsets are UTF-16. */
export interface EditorTexts {
  /** The text of an open tab as it stands now; null when it is not open. */
  read(tab: string): string | null
  /** Replaces the whole text as one step that is kept like typing. */
  write(tab: string, text: string): void
  /** Puts text at the caret of the tab that was used last; false when there is none. */
  insert(text: string): boolean
  /** The CTEs of an open tab, in the order of the text; null when the tab has no SQL. */
  ctes(tab: string): { name: string; from: number; line: number }[] | null
  /** How many lines an open tab has; null when it is not open. */
  lines(tab: string): number | null
  /** Puts the caret at an offset or a line (from 1) and shows it. */
  goTo(tab: string, place: { offset: number } | { line: number }): void
}

let texts: EditorTexts | undefined

export function provideTexts(provided: EditorTexts): void {
  texts = provided
}

/** The open editor tabs' texts; without a feature that has any, there are none. */
export function editorTexts(): EditorTexts {
  return (
    texts ?? {
      read: () => null,
      write: () => undefined,
      insert: () => false,
      ctes: () => null,
      lines: () => null,
      goTo: () => undefined,
    }
  )
}

/** A statement on chosen snapshots, as one side of a comparison. */
export interface ComparedStatement {
  sql: string
  at?: Record<string, string>
  params?: Record<string, Cell>
  types?: Record<string, string>
}

/**
 * Opens the rows in which the results of two statements differ: two snapshots of one query, or two versions of it.
 * `names` say what each side is, e.g. `HEAD` and `working copy`.
 */
export function openCompared(
  title: string,
  before: ComparedStatement,
  after: ComparedStatement,
  names: [string, string],
): void {
  frame().openTab({
    kind: 'explore.compare',
    title,
    params: {
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      names: JSON.stringify(names),
    },
  })
}

let current: Frame | undefined

export function provideFrame(frame: Frame): void {
  current = frame
}

/** The frame's own verbs. */
export function frame(): Frame {
  if (!current) throw new Error('the frame is not mounted yet')
  return current
}
