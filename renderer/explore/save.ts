import { appErrorOf, client } from '../client/index.ts'
import { frame } from '../ui/workbench.ts'
import { forgetKept, keepNow, noteFile } from './keep.ts'
import { openQueryFile } from './open.ts'
import { putTab, tabState, takeTab, updateTab } from './store.ts'

/** Saves now: a file is written, a draft asks for its name in place. */
export async function save(id: string): Promise<void> {
  const tab = tabState(id)
  if (!tab) return
  if (tab.path === null) updateTab(id, { naming: true })
  else await keepNow(id)
}

/** The path of a query by what the user typed: in `queries/`, with its ending. */
export function queryPath(name: string): string {
  const clean = name
    .trim()
    .replace(/^queries\//, '')
    .replace(/\.sql$/i, '')
  return `queries/${clean}.sql`
}

/** Why a name cannot be a query's, as a sentence; null when it can. */
export function nameProblem(name: string): string | null {
  const path = queryPath(name)
  if (name.trim() === '') return 'Type a name, such as late_flights'
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part === '.sql')) {
    return 'A name has no empty part, `.` or `..`'
  }
  return /[\\\0\n]/.test(path) ? 'A name has no \\ and no line break' : null
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
