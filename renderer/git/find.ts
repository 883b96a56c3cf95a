import { client } from '../client/index.ts'
import type { FindItem } from '../ui/workbench.ts'
import { openText } from './open.ts'

/** Text files that no other feature finds: contracts, evaluations, reports and the workspace's own file. */
export async function findFiles(text: string): Promise<FindItem[]> {
  const wanted = text.trim().toLowerCase()
  const files = await client.workspace.files().catch(() => [])
  return files
    .filter(({ path }) => !/^(queries|toolbox)\/.+\.sql$/.test(path) && path.toLowerCase().includes(wanted))
    .map(({ path, description }) => ({
      id: `text:${path}`,
      title: path,
      group: 'Files',
      open: () => openText(path),
      ...(description && { detail: description }),
    }))
}
