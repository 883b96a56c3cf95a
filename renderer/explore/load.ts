import { appErrorOf, client } from '../client/index.ts'
import type { Tab } from '../ui/workbench.ts'
import { noteFile, readKept, takeIn } from './keep.ts'
import { emptyKept, newTabState, putTab, tabState, updateTab } from './store.ts'
import type { KeptTab } from './types.ts'

/** Texts by name, as a tab's parameter holds them; none for anything else. */
export function parseTexts(text: string | undefined): Record<string, string> {
  if (!text) return {}
  try {
    const at: unknown = JSON.parse(text)
    if (typeof at !== 'object' || at === null) return {}
    return Object.fromEntries(Object.entries(at).filter(([, spec]) => typeof spec === 'string'))
  } catch {
    return {}
  }
}

/**
 * Brings a tab's text: what was kept of it, else its file, else what it was opened with. A file that changed while
 * the kept text had edits of its own becomes a conflict, and neither is lost.
 */
export async function loadTab(tab: Tab): Promise<void> {
  const { id, params } = tab
  const path = params.path ?? null
  if (tabState(id)) {
    // A hidden tab comes back; another path means that it was saved under a name.
    if (tabState(id)?.path !== path && path !== null) updateTab(id, { path })
    return
  }
  putTab(newTabState(id, path))
  try {
    const kept = await readKept(id)
    const start: KeptTab = kept ?? {
      ...emptyKept,
      text: params.draft ?? params.sql ?? '',
      at: parseTexts(params.at),
      params: parseTexts(params.values),
    }
    if (path === null) {
      updateTab(id, { ...start, state: 'ready' })
      return
    }
    const file = await client.workspace.read({ path })
    const edited = kept !== null && !kept.saved && kept.text !== file.text
    if (!edited || kept.digest === file.digest) {
      noteFile(path, file)
      updateTab(id, { ...start, text: edited ? start.text : file.text, digest: file.digest, state: 'ready' })
      return
    }
    // Edits of another version of the file.
    const { base = null, digest } = kept
    noteFile(path, base === null || digest === null ? null : { text: base, digest })
    updateTab(id, { ...start, state: 'ready' })
    takeIn(id, path, file)
  } catch (thrown) {
    updateTab(id, { state: 'failed', loadError: appErrorOf(thrown) })
  }
}
