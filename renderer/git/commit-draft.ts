import { create } from 'zustand'
import { client } from '../client/index.ts'

interface CommitDraft {
  message: string
  /** Paths that the user left out; all other changes are in. */
  left: Set<string>
}

/** The commit that is being written. The message is kept on this computer, so that it survives a restart. */
export const useCommitDraft = create<CommitDraft>(() => ({ message: '', left: new Set() }))

const key = 'git.message'
const pause = 300
let timer: ReturnType<typeof setTimeout> | undefined
let loaded: Promise<void> | undefined

/** Brings back the message that was kept. */
export function loadMessage(): Promise<void> {
  loaded ??= client.workspace
    .getState({ key })
    .then(({ value }) => {
      if (value && useCommitDraft.getState().message === '') useCommitDraft.setState({ message: value })
    })
    // Without what was kept the field is empty, which is no reason to stop anybody.
    .catch(() => undefined)
  return loaded
}

export function setMessage(message: string): void {
  useCommitDraft.setState({ message })
  clearTimeout(timer)
  timer = setTimeout(() => {
    client.workspace.setState({ key, value: message === '' ? null : message }).catch(() => undefined)
  }, pause)
}

export function setIncluded(paths: string[], included: boolean): void {
  useCommitDraft.setState(({ left }) => {
    const next = new Set(left)
    for (const path of paths) {
      if (included) next.delete(path)
      else next.add(path)
    }
    return { left: next }
  })
}
