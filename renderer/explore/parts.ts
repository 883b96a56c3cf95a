import type { CodeEditorHandle } from '../ui/code-editor/index.ts'
import type { DataGridHandle } from '../ui/data-grid/index.ts'
import { useWorkbench } from '../ui/workbench.ts'

/** The mounted parts of each query tab: commands reach them by the tab's id. */
interface Parts {
  editor: CodeEditorHandle | null
  grid: DataGridHandle | null
  find: { step(by: 1 | -1): void; focus(): void } | null
}
const parts = new Map<string, Parts>()

export function partsOf(id: string): Parts {
  let found = parts.get(id)
  if (!found) {
    found = { editor: null, grid: null, find: null }
    parts.set(id, found)
  }
  return found
}

/** The query tab that commands act on; null while another kind is active. */
export function activeQuery(): string | null {
  const { tabs, activeTab } = useWorkbench.getState()
  return tabs.find((tab) => tab.id === activeTab && tab.kind === 'explore.query')?.id ?? null
}
