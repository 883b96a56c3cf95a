import type { AppError } from '#shared/errors.ts'
import type { ChartData } from '#shared/format/chart.ts'
import { appErrorOf } from '../client/index.ts'
import {
  askPlan,
  type ChartFilter,
  type ChartSpec,
  type Drawn,
  directSql,
  marksOf,
  type Plan,
  type Selection,
} from '../ui/chart/index.ts'
import { type CrossFilter, createCrossFilter, type View } from './cross-filter.ts'
import { type LoadedRows, openRows } from './rows.ts'

/** A chart to draw, and where its rows come from. */
export interface Asked {
  id: string
  spec: ChartSpec
  data: ChartData
}

export type Tile =
  | { state: 'loading' }
  | { state: 'failed'; error: AppError }
  | {
      state: 'ready'
      drawn: Drawn
      plan: Plan
      /** A later answer failed: what is drawn is what came before. */
      error: AppError | null
    }

export interface SessionState {
  tiles: Record<string, Tile>
  /** By the key of their data. */
  rows: Record<string, LoadedRows>
  failed: Record<string, AppError>
  selections: Record<string, Selection>
  loading: boolean
}

export interface Session {
  snapshot(): SessionState
  subscribe(listener: () => void): () => void
  /** Loads what is asked for, and keeps what is there already. */
  show(asked: Asked[], filters: ChartFilter[], more?: ChartData[]): void
  select(id: string, selection: Selection | null): void
  clear(): void
  arm(id: string): void
  /** Every filter that is on. */
  filters(): ChartFilter[]
  cancel(): void
  close(): void
}

/** Charts with the same rows share them. */
export const dataKey = ({ query, source, statement, at, params }: ChartData): string =>
  JSON.stringify([query ?? null, source ?? null, statement, at, params])

const empty: SessionState = { tiles: {}, rows: {}, failed: {}, selections: {}, loading: false }

/** The charts of one tab over their rows: loaded, planned, filtered by each other; React reads it as a store. */
export function createSession(owner: string): Session {
  let state = empty
  let wanted = ''
  let shared: ChartFilter[] = []
  let cross: CrossFilter | null = null
  let loading = new AbortController()
  let closed = false
  const opened = new Map<string, Promise<LoadedRows>>()
  const listeners = new Set<() => void>()

  // Charts are painted together, once a frame: what they say meanwhile is one change.
  let told = true
  const tell = () => {
    told = true
    for (const listener of listeners) listener()
  }
  const set = (change: Partial<SessionState>) => {
    state = { ...state, ...change }
    if (!told) return
    told = false
    // A hidden window has no frames.
    if (document.hidden) setTimeout(tell, 50)
    else requestAnimationFrame(tell)
  }
  const setTile = (id: string, tile: Tile) => set({ tiles: { ...state.tiles, [id]: tile } })

  const rowsOf = (data: ChartData): Promise<LoadedRows> => {
    const key = dataKey(data)
    const known = opened.get(key)
    if (known) return known
    const made = openRows(data, { owner, signal: loading.signal })
    opened.set(key, made)
    made.then(
      (rows) => {
        if (closed || opened.get(key) !== made) void rows.handle.close()
        else set({ rows: { ...state.rows, [key]: rows } })
      },
      (thrown) => {
        if (opened.get(key) !== made) return
        opened.delete(key)
        const error = appErrorOf(thrown)
        if (error.kind !== 'cancelled') set({ failed: { ...state.failed, [key]: error } })
      },
    )
    return made
  }
  /** Rows that are still on their way are asked for anew by who wants them next. */
  const stopLoading = () => {
    loading.abort()
    for (const key of opened.keys()) if (!state.rows[key]) opened.delete(key)
  }
  const forget = (keep: Set<string>) => {
    for (const [key, made] of opened) {
      if (keep.has(key)) continue
      opened.delete(key)
      void made.then(({ handle }) => handle.close()).catch(() => undefined)
    }
    set({ rows: Object.fromEntries(Object.entries(state.rows).filter(([key]) => keep.has(key))) })
  }

  /** One chart without filters: planned, asked, painted. Null when it failed, which its tile says. */
  const load = async ({ id, spec, data }: Asked, signal: AbortSignal): Promise<View | null> => {
    try {
      const { handle, columns } = await rowsOf(data)
      const { facts, plan } = await askPlan(handle.over, spec, handle.columns, signal)
      const marks = marksOf(await handle.over(directSql(spec, plan, null), signal))
      if (signal.aborted) return null
      setTile(id, { state: 'ready', plan, error: null, drawn: { spec, columns, facts, marks, all: null } })
      return { id, spec, plan, columns: handle.columns, rows: handle }
    } catch (thrown) {
      if (!signal.aborted) setTile(id, { state: 'failed', error: appErrorOf(thrown) })
      return null
    }
  }

  const start = async (asked: Asked[], signal: AbortSignal) => {
    const unfiltered = new Map<string, Drawn['marks']>()
    const views: View[] = []
    // One after another: the engine has one line to wait in, and the first chart is there at once.
    for (const one of asked) {
      const view = await load(one, signal)
      if (signal.aborted) return
      const tile = state.tiles[one.id]
      if (!view || tile?.state !== 'ready') continue
      unfiltered.set(one.id, tile.drawn.marks)
      views.push(view)
    }
    cross?.close()
    const made = createCrossFilter(views, (id, { marks, error }) => {
      const tile = state.tiles[id]
      if (tile?.state !== 'ready' || cross !== made) return
      if (error) return setTile(id, { ...tile, error })
      if (!marks) return
      const all = made.filtersFor(id).length > 0 ? (unfiltered.get(id) ?? null) : null
      setTile(id, { ...tile, error: null, drawn: { ...tile.drawn, marks, all } })
    })
    cross = made
    const known = new Set(views.map(({ id }) => id))
    const selections = Object.fromEntries(Object.entries(state.selections).filter(([id]) => known.has(id)))
    set({ loading: false, selections })
    if (shared.length > 0) made.setShared(shared)
    for (const [id, selection] of Object.entries(selections)) made.select(id, selection)
  }

  return {
    snapshot: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    show(asked, filters, more = []) {
      const key = JSON.stringify([asked, more])
      if (key === wanted) {
        if (JSON.stringify(filters) !== JSON.stringify(shared)) {
          shared = filters
          cross?.setShared(filters)
          set({})
        }
        return
      }
      wanted = key
      shared = filters
      stopLoading()
      loading = new AbortController()
      const data = [...asked.map((one) => one.data), ...more]
      forget(new Set(data.map(dataKey)))
      const tiles = asked.map(({ id }): [string, Tile] => {
        const tile = state.tiles[id]
        return [id, tile?.state === 'ready' ? tile : { state: 'loading' }]
      })
      set({ tiles: Object.fromEntries(tiles), failed: {}, loading: asked.length > 0 })
      for (const one of more) void rowsOf(one).catch(() => undefined)
      void start(asked, loading.signal)
    },
    select(id, selection) {
      const { [id]: _, ...others } = state.selections
      set({ selections: selection ? { ...others, [id]: selection } : others })
      cross?.select(id, selection)
    },
    clear() {
      const marked = Object.keys(state.selections)
      set({ selections: {} })
      for (const id of marked) cross?.select(id, null)
    },
    arm: (id) => cross?.arm(id),
    filters: () => cross?.filtersFor(null) ?? shared,
    cancel() {
      stopLoading()
      wanted = ''
      set({ loading: false })
    },
    close() {
      closed = true
      loading.abort()
      cross?.close()
      forget(new Set())
    },
  }
}
