import type { Move } from '#shared/contract/files.ts'
import type { Tab } from '../ui/workbench.ts'

/** The tab at the new path of its file; null when the file did not move. */
export function movedTab(tab: Tab, moves: readonly Move[]): Tab | null {
  const { path } = tab.params
  const move = moves.find(({ from }) => from === path)
  if (!move) return null
  const id = tab.id.endsWith(`:${move.from}`) ? tab.id.slice(0, -move.from.length) + move.to : tab.id
  const title = tab.title === nameOf(move.from) ? nameOf(move.to) : tab.title
  return { ...tab, id, title, params: { ...tab.params, path: move.to } }
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
