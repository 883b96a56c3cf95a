import { useEffect } from 'react'
import { fileDraft, useFileDraft } from '../client/file-drafts.ts'
import { frame } from '../ui/workbench.ts'

/** Marks the tab while its file is not saved, and reads the file again when the tab or the window is come back to. */
export function useFileTab(id: string, path: string, active: boolean): void {
  const { state } = useFileDraft(path)
  const unsaved = state.conflict !== null || state.saveError !== null
  useEffect(() => frame().updateTab(id, { dirty: unsaved }), [id, unsaved])
  useEffect(() => {
    if (!active) return
    const refresh = () => void fileDraft(path).refresh()
    refresh()
    addEventListener('focus', refresh)
    return () => removeEventListener('focus', refresh)
  }, [path, active])
}
