import { useSyncExternalStore } from 'react'
import { appErrorOf, client } from './connection.ts'
import { type DraftState, type DraftStorage, FileDraft } from './file-draft.ts'

const storage: DraftStorage = {
  read: (path) => client.workspace.read({ path }),
  write: (path, text, was) => client.workspace.write({ path, text, was }),
  getState: async (key) => (await client.workspace.getState({ key })).value,
  setState: async (key, value) => {
    await client.workspace.setState({ key, value })
  },
  asError: appErrorOf,
}

const drafts = new Map<string, FileDraft>()

/** The one draft of a file in this window: every tab that shows the file shows the same text. */
export function fileDraft(path: string): FileDraft {
  const known = drafts.get(path)
  if (known) return known
  const draft = new FileDraft(path, storage)
  drafts.set(path, draft)
  return draft
}

/** A file's draft and its state now. */
export function useFileDraft(path: string): { draft: FileDraft; state: DraftState; dirty: boolean } {
  const draft = fileDraft(path)
  const state = useSyncExternalStore(draft.subscribe, draft.snapshot)
  return { draft, state, dirty: draft.dirty }
}

/** Stores what timers still wait for. */
function flushAll(): void {
  for (const draft of drafts.values()) void draft.flush()
}

addEventListener('pagehide', flushAll)
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') flushAll()
})
