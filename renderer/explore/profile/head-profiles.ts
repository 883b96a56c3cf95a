import { useMemo } from 'react'
import { create } from 'zustand'
import type { HeadProfile } from '../../ui/data-grid/index.ts'
import type { ProfileBook } from './book.ts'
import { barsOf, valuesOf } from './facts.ts'
import { useBook, useLook } from './use-book.ts'
import { profileWords } from './words.ts'

const key = 'lakebench.headProfiles'

/** Whether grids show bars in their heads. Kept beside the window, so that the first picture is right. */
export const useHeadsShown = create<{ shown: boolean }>(() => ({
  shown: localStorage.getItem(key) !== 'no',
}))

export function showHeadProfiles(shown: boolean): void {
  useHeadsShown.setState({ shown })
  localStorage.setItem(key, shown ? 'yes' : 'no')
}

/** What the heads of a grid show of the columns in view; undefined where they show nothing. */
export function useHeadProfiles(
  book: ProfileBook | null,
  inView: readonly number[],
): ((index: number) => HeadProfile | undefined) | undefined {
  const { shown } = useHeadsShown()
  const read = shown ? book : null
  useBook(read)
  useLook(read, inView)
  const version = read?.version()
  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew whenever something became known
  return useMemo(() => {
    if (!shown) return undefined
    const made = new Map<number, HeadProfile>()
    return (index) => {
      const profile = read?.state(index).profile
      if (!profile) return undefined
      const bars = barsOf(profile)
      const words = bars.length < 2
      const head = made.get(index) ?? {
        counts: (words ? valuesOf(profile) : bars).map(({ count }) => count),
        words,
        nulls: profile.nulls / Math.max(1, profile.rows),
        text: profileWords(profile),
      }
      made.set(index, head)
      return head
    }
  }, [shown, read, version])
}
