import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { AppError } from '#shared/errors.ts'
import { fileDraft } from './file-drafts.ts'

/** A text file of the workspace that is being edited. */
export interface TextFileState {
  state: 'loading' | 'ready' | 'failed'
  text: string
  /** What the file holds on disk, and its digest. */
  onDisk: { text: string; digest: string } | null
  /** Why it could not be read or written. */
  error: AppError | null
  /** The file was changed elsewhere since these edits began: both texts are kept. */
  conflict: { text: string; digest: string } | null
}

/**
 * Changes the text. It is kept on this computer 300 ms after the last key; the file itself is written with it where
 * `whole` says that the text can be used, and else waits for `saveTextFile`.
 */
export function editTextFile(path: string, text: string, whole: (text: string) => boolean): void {
  fileDraft(path).edit(text, { autosave: whole(text) })
}

/** Writes the text into the file now, whatever it is. Fulfilled when it is durable; problems stand in the state. */
export async function saveTextFile(path: string): Promise<void> {
  await fileDraft(path).save()
}

/** Ends a conflict: `mine` overwrites what stands on disk, `theirs` takes it over. */
export function settleTextFile(path: string, keep: 'mine' | 'theirs'): Promise<void> {
  return fileDraft(path).settle(keep)
}

const none = () => () => undefined

/** The file's text for an editor; read when first shown and again whenever the window gets the focus. Null: no path. */
export function useTextFile(path: string | null): TextFileState | undefined {
  const draft = path === null ? null : fileDraft(path)
  const now = useSyncExternalStore(
    draft?.subscribe ?? none,
    useCallback(() => draft?.snapshot(), [draft]),
  )
  useEffect(() => {
    if (!draft) return
    const refresh = () => void draft.refresh()
    refresh()
    addEventListener('focus', refresh)
    return () => removeEventListener('focus', refresh)
  }, [draft])
  return useMemo(
    () =>
      now && {
        state: now.state,
        text: now.text,
        onDisk: now.file,
        error: now.loadError ?? now.saveError,
        conflict: now.conflict,
      },
    [now],
  )
}
