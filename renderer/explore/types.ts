import type { At, ResolvedStatement } from '#shared/contract/engine.ts'
import type { AppError } from '#shared/errors.ts'
import type { Cell, EngineName, Page } from '#shared/value.ts'
import type { ResultHandle } from '../engine/index.ts'
import type { ChartSpec } from '../ui/chart/index.ts'
import type { CodeMarker } from '../ui/code-editor/index.ts'
import type { CellContext, GridLayout, GridSort } from '../ui/data-grid/index.ts'

/** `auto`: both engines may answer, the first success counts. */
export type EngineChoice = 'auto' | EngineName
export type ResultView = 'result' | 'preview' | 'chart' | 'profile' | 'plan' | 'columns' | 'cell'

/** One condition on a result; all of them hold together. */
export interface Filter {
  id: string
  column: string
  op: FilterOp
  /** What the user typed or pressed F on; unused by the NULL operators. With `where` it is the condition itself. */
  value: Cell
  /** How the chip says a condition. */
  label?: string | undefined
}
/** `where` is a condition in SQL, as a part of a profile or of a chart says which rows it stands for. */
export type FilterOp = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'contains' | 'is null' | 'is not null' | 'where'

/** One executed statement with what came of it. */
export interface Execution {
  id: string
  sql: string
  /** Title of the cell that it was run with; null when it was run by itself. */
  cell: string | null
  /** Where it stands in the text that was run. */
  from: number
  to: number
  /** Position among the statements of its run, from 1, and how many there were. */
  number: number
  of: number
  at: At
  params: Record<string, Cell>
  startedAt: number
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  /** The whole result, before sort and filters. */
  base: ResultHandle | null
  /** What the grid shows: `base`, or derived of it. */
  shown: ResultHandle | null
  /** The result's first rows, so that it is drawn whole at once. */
  firstPage: Page | null
  resolved: ResolvedStatement | null
  error: AppError | null
  /** Why another engine answered than one would expect, as a sentence. */
  note: string | null
  filters: Filter[]
  sort: GridSort[]
  /** The derived handle is being made. */
  deriving: boolean
  deriveError: AppError | null
  layout: GridLayout | null
  position: { top: number; left: number }
  chart: ChartSpec | null
  /** What stood here before: shown, dimmed, for a moment until this one answers. */
  before: Execution | null
}

/** What is kept of a tab on this computer, through reloads and kills. */
export interface KeptTab {
  v: 1
  text: string
  /** Digest of the file that `text` was edited from; null for a draft. */
  digest: string | null
  /** The file held this very text when it was stored: there are no edits of our own in it. */
  saved: boolean
  /** What the file held when these edits began; null without edits, and for a draft. */
  base: string | null
  caret: { from: number; to: number }
  scrollTop: number
  at: At
  engine: EngineChoice
  params: Record<string, string>
  view: ResultView
  /** Per cent of the height that the editor takes. */
  split: number
}

export interface QueryTabState extends KeptTab {
  id: string
  path: string | null
  /** Loading until the text is known: nothing may be written before. */
  state: 'loading' | 'ready' | 'failed'
  loadError: AppError | null
  /** The file changed elsewhere since `digest`; both texts are kept. */
  conflict: { text: string; digest: string } | null
  saveError: AppError | null
  /** The draft is being given a name. */
  naming: boolean
  markers: CodeMarker[]
  executions: Execution[]
  /** Id of the execution whose result is shown. */
  chosen: string | null
  running: AbortController | null
  cell: CellContext | null
  /** Text that is looked for in the result; null while the search is closed. */
  finding: string | null
  /** What the right pane shows of the tab. */
  pane: 'columns' | 'cell'
}
