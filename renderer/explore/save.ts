import { appErrorOf, client } from '../client/index.ts'
import { frame } from '../ui/workbench.ts'
import { forgetKept, keepNow, noteFile } from './keep.ts'
import { openQueryFile } from './open.ts'
import { queryPath } from './query-name.ts'
import { putTab, tabState, takeTab, updateTab } from './store.ts'

/** Saves now: a file is written, a draft asks for its name in place. */
export async function save(id: string): Promise<void> {
  const tab = tabState(id)
  if (!tab) return
  if (tab.path === null) updateTab(id, { naming: true })
  else await keepNow(id)
}

/** Gives a draft its file. The result and the caret come along to the file's own tab. */
export async function saveAs(id: string, name: string): Promise<void> {
  const tab = tabState(id)
  if (!tab) return
  const path = queryPath(name)
  const { digest } = await client.workspace.write({ path, text: tab.text, was: null }).catch((thrown) => {
    throw appErrorOf(thrown)
  })
  noteFile(path, { text: tab.text, digest })
  const moved = takeTab(id)
  if (!moved) return
  const file = `query:${path}`
  putTab({ ...moved, id: file, path, digest, naming: false, saveError: null })
  await keepNow(file)
  openQueryFile(path)
  frame().closeTab(id)
  await forgetKept(id)
}
