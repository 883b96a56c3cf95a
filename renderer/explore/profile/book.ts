import { AppError, toAppError } from '#shared/errors.ts'
import type { ColumnProfile } from '#shared/format/profile.ts'
import { columnsAtOnce } from '#shared/profile/index.ts'
import type { ProfileTarget } from './target.ts'

/** What is known of a column so far. */
export interface ColumnState {
  profile?: ColumnProfile
  error?: AppError
  /** All rows are being looked at, as was asked. */
  exact?: boolean
}

/** The profiles of one target, computed for those who look at them: what is in view first. */
export interface ProfileBook {
  readonly target: ProfileTarget
  state(column: number): ColumnState
  /** How many columns are known, or cannot be. */
  known(): number
  /** Says which columns someone looks at, and whether all others shall follow. Null: no longer any. */
  look(who: object, at: { columns: readonly number[]; all: boolean } | null): void
  /** Looks at all rows of a column. */
  exact(column: number): void
  /** Tries again what failed. */
  retry(): void
  subscribe(listener: () => void): () => void
  /** Another number whenever something became known. */
  version(): number
}

/** Runs a task in the background: it stops, and begins again, for what the user waits for. */
type Run = <Result>(task: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal) => Promise<Result>

const unanswered = (): AppError =>
  new AppError({
    code: 'PROFILE_NONE',
    kind: 'failed',
    message: 'This column was not profiled. Try again.',
  })

export function createBook(target: ProfileTarget, run: Run): ProfileBook {
  const states = new Map<number, ColumnState>()
  const lookers = new Map<object, { columns: readonly number[]; all: boolean }>()
  const exacts: number[] = []
  const alone = new Set<number>()
  const listeners = new Set<() => void>()
  let version = 0
  let working = false
  let current: { columns: readonly number[]; controller: AbortController } | null = null
  const none: ColumnState = {}

  const tell = () => {
    version += 1
    for (const listener of listeners) listener()
  }
  const missing = (column: number) => {
    const state = states.get(column)
    return column < target.columns.length && !state?.profile && !state?.error
  }
  const inView = () => new Set([...lookers.values()].flatMap(({ columns }) => [...columns]))
  const wantsAll = () => [...lookers.values()].some(({ all }) => all)

  /** The next columns to look at, eight at most; one that failed among others stands by itself. */
  const next = (): { columns: number[]; exact: boolean } | null => {
    const exact = exacts.shift()
    if (exact !== undefined) return { columns: [exact], exact: true }
    const seen = [...inView()].filter(missing)
    const all = seen.length === 0 && wantsAll() ? target.columns.map((_, place) => place).filter(missing) : []
    const found = seen.length > 0 ? seen : all
    const [first] = found
    if (first === undefined) return null
    if (alone.has(first)) return { columns: [first], exact: false }
    return { columns: found.filter((column) => !alone.has(column)).slice(0, columnsAtOnce), exact: false }
  }

  const work = async () => {
    if (working) return
    working = true
    try {
      for (let todo = next(); todo; todo = next()) await compute(todo.columns, todo.exact)
    } finally {
      working = false
      current = null
    }
  }

  const compute = async (columns: number[], exact: boolean) => {
    const controller = new AbortController()
    current = { columns: exact ? [] : columns, controller }
    const asked = columns.flatMap((column) => target.columns[column] ?? [])
    try {
      const made = await run((signal) => target.profile(asked, { exact, signal }), controller.signal)
      columns.forEach((column, index) => {
        const profile = made[index]
        // One that is not answered would be asked for without end.
        states.set(column, profile ? { profile } : { error: unanswered() })
      })
    } catch (thrown) {
      if (controller.signal.aborted) return
      const error = toAppError(thrown)
      if (columns.length > 1) for (const column of columns) alone.add(column)
      else for (const column of columns) states.set(column, { ...states.get(column), error, exact: false })
    } finally {
      tell()
    }
  }

  // What is kept is known before anything is computed.
  const kept = target
    .kept()
    .then((profiles) => {
      const places = new Map(target.columns.map(({ name }, place) => [name, place]))
      for (const profile of profiles) {
        const place = places.get(profile.name)
        if (place !== undefined && target.columns[place]?.type === profile.type)
          states.set(place, { profile })
      }
      if (profiles.length > 0) tell()
    })
    .catch(() => undefined)

  return {
    target,
    state: (column) => states.get(column) ?? none,
    known: () => states.size,
    look(who, at) {
      if (at) lookers.set(who, at)
      else lookers.delete(who)
      // Nobody looks at what is being computed any more.
      if (current && current.columns.length > 0 && !wantsAll()) {
        const seen = inView()
        if (!current.columns.some((column) => seen.has(column))) current.controller.abort()
      }
      void kept.then(work)
    },
    exact(column) {
      if (states.get(column)?.exact) return
      states.set(column, { ...states.get(column), exact: true })
      exacts.push(column)
      tell()
      void work()
    },
    retry() {
      for (const [column, { error }] of [...states]) if (error) states.delete(column)
      tell()
      void work()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    version: () => version,
  }
}
