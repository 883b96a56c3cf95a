import { useSyncExternalStore } from 'react'
import { appErrorOf, client } from './connection.ts'
import { type DraftState, type DraftStorage, FileDraft, moveKeptText } from './file-draft.ts'

export type { FileDraft }

const mergedListeners = new Set<(path: string) => void>()

/** Calls `listener` when the text of a file has taken in what another program changed in other lines. */
export function onMerged(listener: (path: string) => void): void {
  mergedListeners.add(listener)
}

const storage: DraftStorage = {
  read: (path) => client.workspace.read({ path }),
  write: (path, text, was) => client.workspace.write({ path, text, was }),
  getState: async (key) => (await client.workspace.getState({ key })).value,
  setState: async (key, value) => {
    await client.workspace.setState({ key, value })
  },
  merged(path) {
    for (const listener of mergedListeners) listener(path)
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

/** Files whose text here is another than on disk, with that text: what is not stored, or in conflict. */
export function unsavedTexts(): { path: string; text: string }[] {
  return [...drafts.values()].flatMap((draft) =>
    draft.dirty ? [{ path: draft.path, text: draft.snapshot().text }] : [],
  )
}

/** Stores what timers still wait for. Fulfilled when it is durable. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...drafts.values()].map((draft) => draft.flush()))
}

/** The file has another path now: what was typed into it follows. */
export async function moveDraft(from: string, to: string): Promise<void> {
  await drafts.get(from)?.flush()
  drafts.delete(from)
  await moveKeptText(from, to, storage)
}

/** Takes over what was written into these files elsewhere. */
export function refreshDrafts(paths: readonly string[]): void {
  for (const path of paths) void drafts.get(path)?.refresh()
}

addEventListener('pagehide', () => void flushDrafts())
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') void flushDrafts()
})
