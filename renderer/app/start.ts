import type { WorkspaceInfo } from '#shared/contract/workspace.ts'
import { client } from '../client/index.ts'
import { formatKeys } from '../ui/index.ts'
import { openTab } from './dock-model.ts'
import { showHint } from './hint.tsx'
import type { Kept } from './kept.ts'
import { setLayout } from './window-store.ts'
import { takeStart } from './workspace.ts'

const startFile = 'queries/start_here.sql'

/**
 * The first look at a workspace: the trust page when it asks for anything, over a query that runs. Later it opens
 * as it was left.
 */
export async function openFirst(info: WorkspaceInfo, kept: Kept | null): Promise<void> {
  const start = takeStart()
  if (kept && start === null) return
  const files = await client.workspace.files().catch(() => [])
  const queries = files.map(({ path }) => path).filter((path) => /^queries\/.+\.sql$/.test(path))
  const path = queries.includes(startFile) ? startFile : queries.sort()[0]
  if (path !== undefined) {
    openTab({
      kind: 'explore.query',
      title: path.slice(path.lastIndexOf('/') + 1),
      params: { path },
    })
  }
  // A workspace begins with a source.
  if (path === undefined) {
    setLayout({ feature: 'lake' })
    openTab({ kind: 'lake.sources', title: 'Sources', params: {} })
  }
  if (info.restricted && start === null) openTab({ kind: 'trust', title: 'Trust', params: {} })
  if (start === 'demo')
    void showHint('demo', `Next: change line 6 to destination and press ${formatKeys('Mod+Enter')}`)
}
