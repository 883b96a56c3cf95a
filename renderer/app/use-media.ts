import { useSyncExternalStore } from 'react'

/** The right pane has no room: its content stands beside the result. The same bound as Explore's. */
export const narrow = '(max-width: 1100px)'
/** The side bar lies over the editor, and splits become tabs: 720 px, or 1440 at 200 % zoom. */
export const small = '(max-width: 820px)'

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}
