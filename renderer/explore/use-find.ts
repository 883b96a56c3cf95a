import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { appErrorOf } from '../client/index.ts'
import type { ResultHandle } from '../engine/index.ts'
import { createFinder, type Finder, type FoundCell } from './find-places.ts'
import { partsOf } from './parts.ts'
import { tabState } from './store.ts'

/** What is known of a search: where it stands, and how many there are as soon as they are counted. */
export interface Found {
  /** Whose answer it is: another text, another order or other filters make another finder. */
  finder: Finder
  at: FoundCell | null
  /** Number of the match it stands on, from 1. */
  ordinal: number | null
  total: number | null
  /** The engine still looks for the next one. */
  looking: boolean
  problem?: string
}

/** A search as it goes: `step` by 1 or -1 goes to the next match or the one before, from where the grid stands. */
export interface Finding {
  found: Found | null
  busy: boolean
  step(by: 1 | -1): void
  stop(): void
}

/** Looks for a text in the columns with these indexes, and takes the grid of the tab to each match. */
export function useFind(id: string, handle: ResultHandle, shown: readonly number[], text: string): Finding {
  const [found, setFound] = useState<Found | null>(null)
  const running = useRef<AbortController | null>(null)
  const finder = useMemo(
    () => (text === '' ? null : createFinder(handle, shown, text)),
    [handle, shown, text],
  )

  const goTo = ({ row, place }: FoundCell) => {
    const column = handle.columns[shown[place] ?? -1]?.name
    if (column !== undefined) partsOf(id).grid?.goTo({ row, column, focus: false })
  }

  /** Where the grid stands, by its row and the place of its column. */
  const here = (): FoundCell => {
    const cell = tabState(id)?.cell
    return { row: cell?.row ?? 0, place: Math.max(0, cell ? shown.indexOf(cell.index) : 0) }
  }

  const step = async (by: 1 | -1 | 0) => {
    if (!finder) return
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const { signal } = controller
    const before = found?.finder === finder ? found : null
    const told = (change: Partial<Found>) => {
      if (!signal.aborted) setFound((now) => ({ ...(now as Found), ...change }))
    }
    const from = here()
    setFound({
      finder,
      at: before?.at ?? null,
      ordinal: before?.ordinal ?? null,
      total: before?.total ?? null,
      looking: true,
    })
    try {
      // The cell one stands on counts when the text was just typed.
      const start = by === 0 ? { row: from.row, place: from.place - 1 } : from
      const direction = by === -1 ? -1 : 1
      const around = direction === 1 ? { row: 0, place: -1 } : { row: handle.rows, place: 0 }
      const nearest = await finder.next(start, direction, signal)
      const at = nearest ?? (await finder.next(around, direction, signal))
      if (at) goTo(at)
      const total = before?.total ?? (at ? null : 0)
      told({ at, ordinal: null, total, looking: false })
      if (!at) return
      const known = before?.ordinal != null && before.at && same(before.at, from) ? before : null
      const counted = total ?? (await finder.total(signal))
      const ordinal = !known
        ? (await finder.before(at, signal)) + 1
        : nearest
          ? (known.ordinal ?? 0) + direction
          : direction === 1
            ? 1
            : counted
      told({ total: counted, ordinal })
    } catch (thrown) {
      told({ looking: false, problem: appErrorOf(thrown).message })
    }
  }

  const search = useEffectEvent(() => void step(0))
  useEffect(() => {
    if (finder) search()
    else setFound(null)
  }, [finder])
  useEffect(() => () => running.current?.abort(), [])

  return {
    found,
    busy:
      found !== null &&
      !found.problem &&
      (found.looking || found.total === null || (found.at !== null && found.ordinal === null)),
    step: (by) => void step(by),
    stop() {
      running.current?.abort()
      setFound((now) => now && { ...now, looking: false, problem: 'Stopped.' })
    },
  }
}

const same = (one: FoundCell, other: FoundCell): boolean => one.row === other.row && one.place === other.place
