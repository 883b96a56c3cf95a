import { type AppError, toAppError } from '#shared/errors.ts'
import type { Column } from '#shared/value.ts'
import {
  type ChartFilter,
  type ChartSpec,
  directSql,
  filtersOf,
  type Mark,
  marksOf,
  type Plan,
  type Selection,
  whereSql,
} from '../ui/chart/index.ts'
import { openSummary, type Rows, type Summary } from './summary.ts'

export interface View {
  id: string
  spec: ChartSpec
  plan: Plan
  columns: Column[]
  rows: Rows
}

/** A view's marks, or what is wrong; `ms` since the change that they answer. */
export interface Painted {
  marks?: Mark[]
  error?: AppError
}

export interface CrossFilter {
  /** Filters that belong to no chart. */
  setShared(filters: ChartFilter[]): void
  /** What is marked in a chart; null for nothing. The other charts follow. */
  select(id: string, selection: Selection | null): void
  /** A chart will most likely be brushed next: summaries by its axes are made ahead. */
  arm(id: string): void
  /** Filters that hold on a view's rows, without its own. */
  filtersFor(id: string | null): ChartFilter[]
  close(): void
}

/** Results with fewer rows are asked with each move, where no summary can answer. */
const fewRows = 200_000
/** Milliseconds for which a brush rests before a chart is asked that no summary can answer. */
const rest = 250

/** Charts that filter each other: each is drawn under what is marked in all others, never under its own marks. */
export function createCrossFilter(
  views: readonly View[],
  paint: (id: string, painted: Painted) => void,
): CrossFilter {
  let shared: ChartFilter[] = []
  const selections = new Map<string, Selection>()
  let armed: View | null = null
  const runners = new Map(views.map((view) => [view.id, runnerOf(view)]))

  const viewOf = (id: string) => views.find((view) => view.id === id)
  const marked = (without: (string | null)[]): ChartFilter[] => [
    ...shared,
    ...[...selections].flatMap(([id, selection]) => {
      const view = viewOf(id)
      return view && !without.includes(id) ? filtersOf(selection, view.plan.axes) : []
    }),
  ]

  /** Whether a brush on `by` is answered for a view by a summary. */
  const summed = (view: View, by: View | null): by is View => {
    if (!by || by === view || !view.plan.adds) return false
    const { x, y } = by.plan.axes
    return [x, ...(y ? [y] : [])].every(({ column, type }) =>
      view.columns.some((one) => one.name === column && one.type === type),
    )
  }

  function runnerOf(view: View) {
    let wanted = 0
    let done = 0
    let running = false
    let shown: string | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let asking = new AbortController()
    let summary: { key: string; made: Promise<Summary>; stop: AbortController } | null = null

    const drop = () => {
      summary?.stop.abort()
      void summary?.made.then((made) => made.close()).catch(() => undefined)
      summary = null
    }
    const summaryBy = (by: View): Promise<Summary> => {
      const condition = whereSql(marked([view.id, by.id]), view.columns)
      const key = `${by.id} ${condition}`
      if (summary?.key === key) return summary.made
      drop()
      const stop = new AbortController()
      const made = openSummary(view, by.plan.axes, condition, stop.signal)
      summary = { key, made, stop }
      made.catch(() => {
        if (summary?.made === made) summary = null
      })
      return made
    }
    const ask = async (signal: AbortSignal): Promise<Mark[] | null> => {
      const by = armed
      if (summed(view, by)) {
        const selection = selections.get(by.id) ?? {}
        const key = `${by.id} ${whereSql(marked([view.id, by.id]), view.columns)} ${JSON.stringify(selection)}`
        if (key === shown) return null
        const marks = await (await summaryBy(by)).slice(selection)
        shown = key
        return marks
      }
      const condition = whereSql(marked([view.id]), view.columns)
      const key = `all ${condition}`
      if (key === shown) return null
      const answer = await view.rows.over(directSql(view.spec, view.plan, condition), signal)
      shown = key
      return marksOf(answer)
    }
    const run = async () => {
      if (running) return
      running = true
      while (done !== wanted) {
        const at = wanted
        asking = new AbortController()
        try {
          const marks = await ask(asking.signal)
          if (marks) paint(view.id, { marks })
        } catch (thrown) {
          const error = toAppError(thrown)
          // A summary that another brush took the place of: asked again below, since that brush asked as well.
          if (error.kind !== 'cancelled' && error.code !== 'RESULT_CLOSED') {
            shown = null
            paint(view.id, { error })
          }
        }
        done = at
      }
      running = false
    }
    return {
      /** Asks again; while an answer is on its way the last wish counts. */
      refresh(): void {
        wanted += 1
        clearTimeout(timer)
        const quick = summed(view, armed) || view.rows.rows <= fewRows || shown === null
        if (quick) void run()
        else {
          asking.abort()
          timer = setTimeout(() => void run(), rest)
        }
      },
      prepare(by: View): void {
        if (summed(view, by)) summaryBy(by).catch(() => undefined)
      },
      close(): void {
        clearTimeout(timer)
        asking.abort()
        drop()
      },
    }
  }

  const refreshOthers = (id: string | null) => {
    for (const [other, runner] of runners) if (other !== id) runner.refresh()
  }

  return {
    setShared(filters) {
      shared = filters
      refreshOthers(null)
    },
    select(id, selection) {
      const view = viewOf(id)
      if (!view) return
      armed = view
      if (selection) selections.set(id, selection)
      else selections.delete(id)
      refreshOthers(id)
    },
    arm(id) {
      const view = viewOf(id)
      if (!view || armed === view) return
      armed = view
      for (const [other, runner] of runners) if (other !== id) runner.prepare(view)
    },
    filtersFor: (id) => marked([id]),
    close() {
      for (const runner of runners.values()) runner.close()
    },
  }
}
