import type { FileEntry } from '#shared/contract/workspace.ts'
import { ChartColumn, LayoutDashboard, Plus } from '../ui/icons.ts'
import type { TreeNode } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'

const nameOf = (path: string) => path.slice(path.indexOf('/') + 1).replace(/\.yml$/, '')

/** Charts and boards of the workspace as groups of the side bar. `has` says whether a name is looked for. */
export function chartNodes(files: FileEntry[], has: (text: string) => boolean): TreeNode[] {
  const group = (folder: 'charts' | 'boards', label: string, icon: TreeNode['icon'], none: TreeNode) => {
    const found = files.filter(({ path }) => path.startsWith(`${folder}/`) && path.endsWith('.yml'))
    const shown = found.filter(({ path }) => has(path)).sort((a, b) => a.path.localeCompare(b.path))
    return {
      id: folder,
      label,
      head: true,
      detail: String(shown.length),
      children:
        found.length === 0
          ? [none]
          : shown.map(({ path }) => ({ id: `chart:${path}`, label: nameOf(path), icon, title: path })),
    }
  }
  return [
    group('charts', 'Charts', ChartColumn, {
      id: 'newchart:',
      label: 'None yet. Save one from a result’s Chart',
      icon: ChartColumn,
    }),
    group('boards', 'Boards', LayoutDashboard, {
      id: 'newboard:',
      label: 'No board yet. Make one',
      icon: Plus,
    }),
  ]
}

/** Opens a chart or a board by its file; the tab belongs to another feature. */
export function openChart(path: string): void {
  const kind = path.startsWith('boards/') ? 'charts.board' : 'charts.chart'
  frame().openTab({ id: `chart:${path}`, kind, title: nameOf(path), params: { path } })
}
