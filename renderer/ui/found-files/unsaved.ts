import type { UnsavedText } from '#shared/contract/search.ts'
import { unsavedTexts } from '../../client/file-drafts.ts'
import { editorTexts, useWorkbench } from '../workbench.ts'

/** Drafts of this window, and files whose text here is another than on disk: what a search reads in their place. */
export function unsavedHere(): UnsavedText[] {
  const found: UnsavedText[] = unsavedTexts().map(({ path, text }) => ({
    id: path,
    title: path,
    draft: false,
    text,
  }))
  for (const { id, kind, title, params, dirty } of useWorkbench.getState().tabs) {
    const text = kind === 'explore.query' ? editorTexts().read(id) : null
    if (text === null) continue
    if (params.path === undefined) found.push({ id, title, draft: true, text })
    else if (dirty) found.push({ id: params.path, title: params.path, draft: false, text })
  }
  return found
}
