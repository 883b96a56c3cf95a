import { useSyncExternalStore } from 'react'

const query = '(max-width: 1100px)'

function subscribe(listener: () => void): () => void {
  const media = matchMedia(query)
  media.addEventListener('change', listener)
  return () => media.removeEventListener('change', listener)
}

/** True now: see `useNarrowFrame`. */
export function isNarrowFrame(): boolean {
  return matchMedia(query).matches
}

/** True where the frame has no room for its right pane: what it holds then stands beside the result. */
export function useNarrowFrame(): boolean {
  return useSyncExternalStore(subscribe, isNarrowFrame)
}
