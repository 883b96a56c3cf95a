import { create } from 'zustand'
import { type Closed, defaultLayout, type Layout } from './kept.ts'

interface WindowState {
  layout: Layout
  closed: Closed[]
  chosen: string[]
  /** Text the palette opens with; null while it is closed. */
  palette: string | null
  /** The side bar lies over the editor, where the window is too narrow to hold both. */
  sideOver: boolean
  /** What was shown, oldest first, and where in it the window stands: for back and forward. */
  visited: { ids: string[]; at: number }
  /** Filter of the bottom panel. */
  panelFind: string
}

/** State of the frame itself. Features never see it. */
export const useWindow = create<WindowState>(() => ({
  layout: defaultLayout,
  closed: [],
  chosen: [],
  palette: null,
  sideOver: false,
  visited: { ids: [], at: -1 },
  panelFind: '',
}))

export function setLayout(change: Partial<Layout>): void {
  useWindow.setState(({ layout }) => ({ layout: { ...layout, ...change } }))
}

/** A visit of a tab: what was ahead is forgotten, and the list stays short. */
export function visit(visited: WindowState['visited'], id: string): WindowState['visited'] {
  if (visited.ids[visited.at] === id) return visited
  const ids = [...visited.ids.slice(0, visited.at + 1), id].slice(-100)
  return { ids, at: ids.length - 1 }
}
