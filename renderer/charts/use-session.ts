import { useEffect, useState, useSyncExternalStore } from 'react'
import { closeOwner } from '../engine/index.ts'
import { createSession, type Session, type SessionState } from './session.ts'

/** The session of a tab while it is open. */
export function useSession(owner: string): Session {
  const [session] = useState(() => createSession(owner))
  useEffect(
    () => () => {
      session.close()
      closeOwner(owner)
    },
    [session, owner],
  )
  return session
}

/**
 * A part of what a session says. A brush changes it with each move of the pointer: who reads a part is drawn anew only
 * with that part. `part` gives the same value while nothing of it has changed.
 */
export function useSessionPart<Part>(session: Session, part: (state: SessionState) => Part): Part {
  return useSyncExternalStore(session.subscribe, () => part(session.snapshot()))
}
