import { create } from 'zustand'
import type { EngineSet } from '#shared/contract/engine.ts'
import { AppError, inputError, toAppError } from '#shared/errors.ts'
import { statementAt, targetsAt } from '#shared/sql/index.ts'
import type { Page } from '#shared/value.ts'
import { client } from '../client/index.ts'
import { engineStands, hasEngine, runStatement } from '../engine/index.ts'
import { firstRows } from '../ui/data-grid/index.ts'
import { type NamedParam, namedParams, paramTypes, paramValues } from './params.ts'
import { type Answer, type Ask, createAnswers } from './preview-answer.ts'
import { usePreviewSwitch } from './preview-switch.ts'
import { tabState, updateTab } from './store.ts'
import type { QueryTabState } from './types.ts'

/** Milliseconds without a key, or without a move of the caret, after which the query there is answered. */
const pause = 60

/** Longer texts are not looked through on the window's thread. */
const mostCharacters = 100_000

/** An answer with its first rows, so that it is drawn whole at once. */
export type Shown = Answer & { first: Page | null }

interface Preview {
  /** What was asked last; the same is not asked again. */
  asked: string | null
  running: AbortController | null
  /** The last good answer: it stays while another is on its way, or cannot be had. */
  shown: Shown | null
  /** What `shown` was asked by. */
  answered: string | null
  /** Why what is shown is not the answer to the text as it stands. */
  error: AppError | null
  /** Answers so far. */
  count: number
}

const none: Preview = { asked: null, running: null, shown: null, answered: null, error: null, count: 0 }

const usePreviews = create<Record<string, Preview>>(() => ({}))

/** The preview of a tab. */
export const usePreview = (id: string): Preview => usePreviews((all) => all[id] ?? none)

const previewOf = (id: string): Preview => usePreviews.getState()[id] ?? none
const update = (id: string, change: Partial<Preview>) =>
  usePreviews.setState({ [id]: { ...previewOf(id), ...change } })

const answers = createAnswers({
  async plan(input, signal) {
    const plan = await client.engine.preview(input, { signal })
    if ('error' in plan) throw AppError.fromData(plan.error)
    return plan
  },
  pause: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(signal.reason)
      })
    }),
})
const timers = new Map<string, ReturnType<typeof setTimeout>>()

/** Takes what a user typed; with previews on, the result gives way to them. */
export function typed(id: string, text: string): void {
  stopPreview(id)
  updateTab(id, (tab) => {
    const answers = usePreviewSwitch.getState().on && tab.view === 'result' && text !== tab.text
    return { text, ...(answers && { view: 'preview' as const }) }
  })
}

/**
 * Answers the query at the caret once nothing was typed for a moment. `set` is that of the tab's own snapshots: a
 * statement that names others by AT is answered only when their engine stands.
 */
export function previewSoon(id: string, set: EngineSet): void {
  clearTimeout(timers.get(id))
  timers.set(
    id,
    setTimeout(() => start(id, set), pause),
  )
}

/** Ends what is under way, so that a run has the engines to itself. What is shown stays. */
export function stopPreview(id: string): void {
  clearTimeout(timers.get(id))
  const { running, error } = previewOf(id)
  // What failed is tried again the next time.
  if (!running && !error) return
  running?.abort()
  update(id, { running: null, asked: null })
}

/** Forgets a tab's preview, as when it is closed. */
export function closePreview(id: string): void {
  stopPreview(id)
  void previewOf(id).shown?.handle.close()
  usePreviews.setState((all) => {
    const { [id]: _, ...others } = all
    return others
  }, true)
}

function start(id: string, set: EngineSet): void {
  const tab = tabState(id)
  if (tab?.state !== 'ready') return
  const known = tab.text.length > mostCharacters ? [] : namedParams(tab.text)
  const ask = askOf(tab, set, known)
  const asked = JSON.stringify([ask?.targets, known, tab.at, tab.params, tab.engine, set.id])
  const before = previewOf(id)
  if (asked === before.asked) return
  before.running?.abort()
  if (!ask) {
    void before.shown?.handle.close()
    update(id, { asked, running: null, shown: null, error: tooLong(tab) })
    return
  }
  const running = new AbortController()
  update(id, { asked, running })
  void follow(id, asked, ask, running.signal)
}

/** What stands at the caret; null when nothing does. */
function askOf(tab: QueryTabState, own: EngineSet, known: NamedParam[]): Ask | null {
  const { id, text, caret, at, params, engine } = tab
  const statement = text.length > mostCharacters ? undefined : statementAt(text, caret.from)
  if (!statement) return null
  return {
    targets: targetsAt(statement.text, caret.from - statement.from),
    at,
    values: (sql) => paramValues(sql, known, params),
    types: paramTypes(known),
    async stands({ set }) {
      if (set.id !== own.id && !hasEngine(set)) throw noEngine()
      await engineStands(set)
    },
    run(resolved, signal) {
      return runStatement(resolved, { signal, engine, owner: id, preview: true })
    },
  }
}

const noEngine = () =>
  inputError('PREVIEW_NO_ENGINE', 'The snapshots that AT names are not open here yet. Run it in full once.')

const tooLong = ({ text }: QueryTabState): AppError | null =>
  text.length > mostCharacters
    ? inputError('PREVIEW_LONG', 'Over 100,000 characters are not answered while you type. Run it in full.')
    : null

async function follow(id: string, asked: string, ask: Ask, signal: AbortSignal): Promise<void> {
  try {
    for await (const answer of answers(ask, signal)) {
      const { handle, most } = answer
      const rows = Math.min(handle.rows, most)
      const first = rows === 0 ? null : await handle.page(0, firstRows(handle.columns.length, rows), signal)
      if (signal.aborted) {
        void handle.close()
        return
      }
      const { shown, count } = previewOf(id)
      update(id, { shown: { ...answer, first }, answered: asked, error: null, count: count + 1 })
      void shown?.handle.close()
    }
    if (!signal.aborted) update(id, { running: null })
  } catch (thrown) {
    if (!signal.aborted) update(id, { running: null, error: toAppError(thrown) })
  }
}
