import type { NativeHandle } from '#shared/contract/engine.ts'
import type { Cell, Column, Page, SortKey } from '#shared/value.ts'
import type { HandlerWork } from '../../worker/index.ts'
import type { NativeSet } from '../set.ts'

/** Names and syntax of a text without any catalogue. */
export interface Analysis {
  /** Tables read, without those that a CTE of the text defines. Each once, in order of appearance. */
  tables: string[]
  /** Functions called, also as tables: macros of the toolbox are among them. Lower case, each once. */
  functions: string[]
  /** The text is one SELECT-like statement: it yields rows and changes nothing. */
  selectLike: boolean
  /** Functions of the text that answer differently each time, e.g. `random`, `now`. */
  volatile: string[]
}

/** Rows of a query, column by column. */
export interface QueryResult {
  columns: Column[]
  page: Page
}

const notYet = async (): Promise<never> => {
  throw new Error('not built yet')
}

/** The native engine's own verbs. */
export const queryHandlers = {
  run: (
    _: { set: NativeSet; sql: string; wholeTable?: string | null; session?: string | null },
    __: HandlerWork,
  ): Promise<NativeHandle> => notYet(),
  page: (_: { handle: string; from: number; count: number }): Promise<Page> => notYet(),
  derive: (
    _: { handle: string; where: string | null; orderBy: SortKey[] },
    __: HandlerWork,
  ): Promise<NativeHandle> => notYet(),
  over: (_: { handle: string; sql: string }, __: HandlerWork): Promise<QueryResult> => notYet(),
  close: (_: { handle: string }): Promise<void> => notYet(),
  query: (
    _: { set: NativeSet; setup?: string[]; sql: string; limit?: number; keep?: boolean },
    __: HandlerWork,
  ): Promise<QueryResult> => notYet(),
  analyse: (_: { sql: string }): Promise<Analysis> => notYet(),
  describe: (_: { set: NativeSet; sql: string }): Promise<Column[]> => notYet(),
  samePlan: (_: { set: NativeSet; a: string; b: string }): Promise<{ same: boolean; why: string }> =>
    notYet(),
}

export type { Cell }
