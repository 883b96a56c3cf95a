import type { ResolvedStatement } from '#shared/contract/engine.ts'
import type { HistoryEntry } from '#shared/contract/workspace.ts'
import { AppError, inputError } from '#shared/errors.ts'
import {
  cellAt,
  lineColumn,
  type SqlCell,
  splitStatements,
  statementAt,
  type TextRange,
} from '#shared/sql/index.ts'
import type { Page } from '#shared/value.ts'
import { appErrorOf, client } from '../client/index.ts'
import { type ResultHandle, runStatement } from '../engine/index.ts'
import { firstRows } from '../ui/data-grid/index.ts'
import { useWorkbench } from '../ui/workbench.ts'
import { whereSql } from './filters.ts'
import { keepNow } from './keep.ts'
import { namedParams, paramTypes, paramValues } from './params.ts'
import { activeQuery } from './parts.ts'
import { stopPreview } from './preview.ts'
import { createResolver } from './resolver.ts'
import { digestLater } from './result-digests.ts'
import { chosenOf, executionOf, tabState, updateExecution, updateTab } from './store.ts'
import type { Execution, QueryTabState } from './types.ts'

const runResolved = createResolver((input, options) => client.engine.resolve(input, options))

let count = 0
const newId = () => `${Date.now().toString(36)}-${(count++).toString(36)}`

/** Called after each execution that ended, so that lists of history can be read again. */
const ended = new Set<() => void>()
export function onExecuted(listener: () => void): () => void {
  ended.add(listener)
  return () => ended.delete(listener)
}
function tellEnded(): void {
  for (const listener of ended) listener()
}

/** Runs the statement at the caret, or what is selected. */
export function runAtCaret(id: string, selection: { from: number; to: number }): Promise<void> {
  const tab = tabState(id)
  if (!tab) return Promise.resolve()
  const { from, to } = selection
  if (to > from && tab.text.slice(from, to).trim() !== '') {
    const inside = splitStatements(tab.text.slice(from, to))
    return run(
      id,
      inside.map((range) => ({ ...range, from: range.from + from, to: range.to + from })),
    )
  }
  const cell = cellAt(tab.text, from)
  if (cell) return runCell(id, cell)
  const statement = statementAt(tab.text, from)
  return run(id, statement ? [statement] : [])
}

/** Runs every statement of a cell, one after another. */
function runCell(id: string, { from, text, title }: SqlCell): Promise<void> {
  return run(
    id,
    splitStatements(text).map((range) => ({
      ...range,
      from: range.from + from,
      to: range.to + from,
      cell: title,
    })),
  )
}

/** Runs every statement of the text, one after another; the first that fails ends it. */
export function runAll(id: string): Promise<void> {
  const tab = tabState(id)
  return tab ? run(id, splitStatements(tab.text)) : Promise.resolve()
}

export function stop(id: string): void {
  tabState(id)?.running?.abort()
}

function newExecution(
  tab: QueryTabState,
  range: TextRange & { cell?: string },
  number: number,
  of: number,
): Execution {
  return {
    id: newId(),
    sql: range.text,
    cell: range.cell ?? null,
    from: range.from,
    to: range.to,
    number,
    of,
    at: tab.at,
    params: {},
    startedAt: Date.now(),
    state: 'waiting',
    base: null,
    shown: null,
    resolved: null,
    error: null,
    note: null,
    filters: [],
    sort: [],
    deriving: false,
    deriveError: null,
    layout: null,
    position: { top: 0, left: 0 },
    chart: null,
    firstPage: null,
    before: null,
  }
}

/** What stays in view, dimmed, while another statement runs. */
const standing = (execution: Execution | undefined): Execution | null =>
  execution?.state === 'done' ? execution : (execution?.before ?? null)

async function run(id: string, ranges: (TextRange & { cell?: string })[]): Promise<void> {
  const tab = tabState(id)
  if (tab?.state !== 'ready') return
  tab.running?.abort()
  stopPreview(id)
  const controller = new AbortController()
  const before = tab.executions
  const executions = ranges.map((range, index) => newExecution(tab, range, index + 1, ranges.length))
  // What the same statement looked like stays: columns' widths, and the chart that was chosen.
  for (const execution of executions) {
    const like = before.find((one) => one.sql === execution.sql) ?? before[execution.number - 1]
    if (like?.sql === execution.sql) Object.assign(execution, { layout: like.layout, chart: like.chart })
  }
  const stays = standing(chosenOf(tab))
  if (executions[0]) executions[0].before = stays
  updateTab(id, {
    executions,
    chosen: executions[0]?.id ?? null,
    running: controller,
    cell: null,
    ...(tab.view === 'preview' && { view: 'result' as const }),
  })
  // What is asked again is held until it is answered, so that its rows need not be computed anew.
  const asked = new Set(executions.map(({ sql }) => sql))
  const release = (again: boolean) => {
    for (const old of before) {
      if (old === stays || asked.has(old.sql) !== again) continue
      closeExecution(old.before === stays ? { ...old, before: null } : old)
    }
  }
  release(false)
  void keepNow(id)
  const known = namedParams(tab.text)
  for (const execution of executions) {
    if (controller.signal.aborted) {
      updateExecution(id, execution.id, { state: 'cancelled' })
      continue
    }
    const done = await runOne(id, execution, known, controller.signal)
    if (!done) break
  }
  release(true)
  // Statements behind a failed one never started.
  updateTab(id, (now) => ({
    executions: now.executions.filter((one) => one.state !== 'waiting'),
    ...(now.running === controller && { running: null }),
  }))
}

/** Milliseconds for which what stood there before may stand in for a result that is on its way. */
const patience = 200

async function runOne(
  id: string,
  execution: Execution,
  known: ReturnType<typeof namedParams>,
  signal: AbortSignal,
): Promise<boolean> {
  const startedAt = Date.now()
  const tab = tabState(id)
  if (!tab) return false
  updateTab(id, { chosen: execution.id })
  updateExecution(id, execution.id, { state: 'running', startedAt })
  let resolved: ResolvedStatement | null = null
  /** The execution's new state, in place of whatever stood there before. */
  const settle = (change: Partial<Execution>) => {
    clearTimeout(late)
    const before = executionOf(id, execution.id)?.before
    updateExecution(id, execution.id, { resolved, ...change, before: null })
    if (before) closeExecution(before)
  }
  const late = setTimeout(() => settle({}), patience)
  try {
    const params = paramValues(execution.sql, known, tab.params)
    updateExecution(id, execution.id, { params })
    const { sql, at } = execution
    const { handle } = await runResolved(
      { sql, at, params, types: paramTypes(known) },
      (statement, stop) => runStatement(statement, { signal: stop, engine: tab.engine, owner: id }),
      {
        signal,
        onResolved(now) {
          resolved = now
          // What it reads stands beside its progress.
          if (!executionOf(id, execution.id)?.before) updateExecution(id, execution.id, { resolved: now })
        },
      },
    )
    const firstPage = await firstPageOf(handle, signal).catch((thrown) => {
      void handle.close()
      throw thrown
    })
    if (!executionOf(id, execution.id)) {
      clearTimeout(late)
      await handle.close()
      return false
    }
    settle({ state: 'done', base: handle, shown: handle, firstPage, note: handle.note })
    if (activeQuery() === id) showEngine(id)
    remember(id, execution.id, startedAt)
    return true
  } catch (thrown) {
    const error = signal.aborted ? null : appErrorOf(thrown)
    const cancelled = error === null || error.kind === 'cancelled'
    settle({
      state: cancelled ? 'cancelled' : 'failed',
      error: cancelled ? null : placed(error, tab, execution, resolved),
    })
    remember(id, execution.id, startedAt)
    return false
  }
}

/**
 * The error with its place in the tab's text rather than in the statement, also as the offset `textFrom`. A statement
 * that was rewritten before it ran (parameters, AT) has other places: then the diagnosis of the text knows better.
 */
function placed(
  error: AppError,
  tab: QueryTabState,
  execution: Execution,
  resolved: ResolvedStatement | null,
): AppError {
  const { line, column } = error.place
  if (line === undefined || column === undefined) return error
  const { place: _, ...data } = error.toData()
  if (resolved && resolved.sql !== execution.sql) return new AppError(data)
  const before = execution.sql.split('\n').slice(0, line - 1)
  const textFrom = execution.from + before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1
  return new AppError({
    ...data,
    place: { ...(tab.path !== null && { file: tab.path }), ...lineColumn(tab.text, textFrom) },
    details: { ...data.details, textFrom },
  })
}

function engineStatus(engine: 'wasm' | 'native', threads: number, note: string | null) {
  const text = engine === 'wasm' ? 'wasm' : `native, ${threads} ${threads === 1 ? 'thread' : 'threads'}`
  return {
    text,
    label: `${engine === 'wasm' ? 'Answered in the window by wasm' : `Answered by native DuckDB with ${threads} threads`}${note ? `. ${note}` : ''}`,
    tone: note ? ('warn' as const) : ('plain' as const),
  }
}

/** The rows that the grid shows first; none of a statement that yields none. */
async function firstPageOf({ rows, columns, page }: ResultHandle, signal: AbortSignal): Promise<Page | null> {
  return rows === 0 || columns.length === 0
    ? null
    : page(0, firstRows(columns.length, rows), signal, { cut: true })
}

/** Shows in the status bar which engine answered the tab that is looked at. */
export function showEngine(id: string): void {
  const tab = tabState(id)
  const handle = tab?.executions.find((one) => one.id === tab.chosen)?.base
  useWorkbench
    .getState()
    .setStatus('engine', handle ? engineStatus(handle.engine, handle.threads, handle.note) : null)
}

function remember(id: string, executionId: string, startedAt: number): void {
  const tab = tabState(id)
  const execution = tab?.executions.find((one) => one.id === executionId)
  if (!tab || !execution) return
  const { state, base, error, resolved, sql, params } = execution
  const entry: HistoryEntry = {
    id: execution.id,
    startedAt: new Date(startedAt).toISOString(),
    tab: tab.path ?? 'draft',
    sql,
    params,
    engine: base?.engine ?? null,
    rows: base?.rows ?? null,
    ms: base && !base.held ? base.ms : Date.now() - startedAt,
    reads: resolved?.reads ?? [],
    commit: null,
    outcome: state === 'done' ? 'done' : state === 'failed' ? 'failed' : 'cancelled',
    ...(error && { message: error.message }),
  }
  client.workspace
    .addHistory(entry)
    .then(() => {
      tellEnded()
      if (base) digestLater(entry.id, base, tellEnded)
    })
    // A history that cannot be written must not take the result away.
    .catch(() => undefined)
}

const deriving = new Map<string, AbortController>()

/** Shows the whole result under its filters and sort, as the engine gives it. The last call wins. */
export async function derive(
  id: string,
  executionId: string,
  change: Partial<Pick<Execution, 'filters' | 'sort'>>,
): Promise<void> {
  const execution = executionOf(id, executionId)
  if (!execution?.base) return
  const { base } = execution
  const filters = change.filters ?? execution.filters
  const sort = change.sort ?? execution.sort
  deriving.get(executionId)?.abort()
  const controller = new AbortController()
  deriving.set(executionId, controller)
  updateExecution(id, executionId, { filters, sort, deriving: true, deriveError: null })
  try {
    const where = whereSql(filters, base.columns)
    const shown =
      where === null && sort.length === 0
        ? base
        : await base.derive({ where, orderBy: sort }, controller.signal)
    const now = executionOf(id, executionId)
    if (controller.signal.aborted || !now) {
      if (shown !== base) await shown.close()
      return
    }
    const old = now.shown
    updateExecution(id, executionId, {
      shown,
      deriving: false,
      position: { top: 0, left: now.position.left },
    })
    if (old && old !== base) await old.close()
  } catch (thrown) {
    if (controller.signal.aborted) return
    updateExecution(id, executionId, { deriving: false, deriveError: appErrorOf(thrown) })
  } finally {
    if (deriving.get(executionId) === controller) deriving.delete(executionId)
  }
}

/** Frees what an execution holds in its engine. */
export function closeExecution({ base, shown, before }: Execution): void {
  const ignore = () => undefined
  if (before) closeExecution(before)
  if (shown && shown !== base) shown.close().catch(ignore)
  base?.close().catch(ignore)
}

/** The statement as it can be run elsewhere: refused while the result is not there. */
export function resolvedOf(execution: Execution | undefined) {
  if (!execution?.resolved) throw inputError('NO_RESULT', 'Run the statement first (Ctrl+Enter).')
  return execution.resolved
}
