import { useEffect, useState, useSyncExternalStore } from 'react'
import { closeOwner } from '../engine/index.ts'
import { createSession, type Session, type SessionState } from './session.ts'

/** The session of a tab while it is open. */
export function useSession(owner: string): { session: Session; state: SessionState } {
  const [session] = useState(() => createSession(owner))
  useEffect(
    () => () => {
      session.close()
      closeOwner(owner)
    },
    [session, owner],
  )
  const state = useSyncExternalStore(session.subscribe, session.snapshot)
  return { session, state }
}
