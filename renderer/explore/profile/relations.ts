import { type AppError, toAppError } from '#shared/errors.ts'
import {
  type Association,
  associate,
  associationKind,
  type Dependency,
  dependenciesOf,
  mostClasses,
  mostViolating,
  worthAsking,
} from '#shared/profile/index.ts'
import { inBackground } from '../../engine/index.ts'
import type { ProfileBook } from './book.ts'

/** A search among columns of one book: what was found so far. */
export interface Search {
  kind: 'correlations' | 'dependencies'
  state: 'running' | 'done' | 'stopped' | 'failed'
  done: number
  total: number
  associations: Association[]
  dependencies: Dependency[]
  error: AppError | null
  /** Rows that were looked at, when not all. */
  sampled: number | null
}

/** Above so many rows a search looks at a sample. */
const mostRows = 200_000
const sampleRows = 100_000

interface Running {
  search: Search
  controller: AbortController
  listeners: Set<() => void>
}

/** Searches live with their book, so that another tab and back loses nothing. */
const searches = new WeakMap<ProfileBook, Running>()
const none = new WeakMap<ProfileBook, Set<() => void>>()

const listenersOf = (book: ProfileBook): Set<() => void> => {
  const found = searches.get(book)?.listeners ?? none.get(book) ?? new Set()
  none.set(book, found)
  return found
}

export function subscribeSearch(book: ProfileBook, listener: () => void): () => void {
  const listeners = listenersOf(book)
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const searchOf = (book: ProfileBook): Search | null => searches.get(book)?.search ?? null

export function stopSearch(book: ProfileBook): void {
  searches.get(book)?.controller.abort()
}

/** Looks how the columns at these places go together, pair by pair; the last search of a book counts. */
export async function startSearch(
  book: ProfileBook,
  kind: Search['kind'],
  places: readonly number[],
): Promise<void> {
  stopSearch(book)
  const { rows } = book.target
  const step = rows > mostRows ? Math.ceil(rows / sampleRows) : 1
  const controller = new AbortController()
  const listeners = listenersOf(book)
  const tasks = kind === 'correlations' ? pairsOf(book, places) : fromsOf(book, places)
  const running: Running = {
    controller,
    listeners,
    search: {
      kind,
      state: 'running',
      done: 0,
      total: tasks.length,
      associations: [],
      dependencies: [],
      error: null,
      sampled: step > 1 ? Math.round(rows / step) : null,
    },
  }
  searches.set(book, running)
  const tell = (change: Partial<Search>) => {
    running.search = { ...running.search, ...change }
    if (searches.get(book) === running) for (const listener of listeners) listener()
  }
  tell({})
  try {
    for (const task of tasks) {
      const found = await inBackground(
        (signal) => task((sql) => book.target.ask(sql, signal), step),
        controller.signal,
      )
      const { associations, dependencies, done } = running.search
      tell({
        done: done + 1,
        associations: [...associations, ...(found.associations ?? [])],
        dependencies: [...dependencies, ...(found.dependencies ?? [])],
      })
    }
    tell({ state: 'done' })
  } catch (thrown) {
    if (controller.signal.aborted) tell({ state: 'stopped' })
    else tell({ state: 'failed', error: toAppError(thrown) })
  }
}

type Task = (
  ask: Parameters<typeof associate>[0],
  step: number,
) => Promise<Partial<Pick<Search, 'associations' | 'dependencies'>>>

/** Pairs that can be compared: of numbers, and of words of few classes. */
function pairsOf(book: ProfileBook, places: readonly number[]): Task[] {
  const { columns } = book.target
  const usable = places.filter((place) => {
    const profile = book.state(place).profile
    if (!profile) return true
    if (profile.distinct < 2) return false
    return profile.quantiles !== undefined || profile.distinct <= mostClasses
  })
  return usable.flatMap((one, index) =>
    usable.slice(index + 1).flatMap((other): Task[] => {
      const [a, b] = [columns[one], columns[other]]
      if (!a || !b || associationKind(a, b) === null) return []
      return [
        async (ask, step) => {
          const found = await associate(ask, a, b, step)
          return found ? { associations: [found] } : {}
        },
      ]
    }),
  )
}

/** A task for each column that may decide others. */
function fromsOf(book: ProfileBook, places: readonly number[]): Task[] {
  const { columns, rows } = book.target
  return places.flatMap((one): Task[] => {
    const from = columns[one]
    const others = places.flatMap((other) => {
      const [a, b] = [book.state(one).profile, book.state(other).profile]
      const column = columns[other]
      if (other === one || !column || (a && b && !worthAsking(a, b, rows))) return []
      return [column]
    })
    if (!from || others.length === 0) return []
    return [
      async (ask, step) => ({
        dependencies: (await dependenciesOf(ask, from, others, step)).filter(
          ({ violating, rows: seen }) => seen > 0 && violating <= seen * mostViolating,
        ),
      }),
    ]
  })
}
