import { client } from '../client/index.ts'
import type { FindItem } from '../ui/workbench.ts'
import { openChartFile } from './open.ts'

/** Files of charts and boards whose names hold the text. */
export async function findCharts(text: string): Promise<FindItem[]> {
  const wanted = text.trim().toLowerCase()
  const files = await client.workspace.files().catch(() => [])
  return files
    .filter(({ path }) => /^(charts|boards)\/.+\.yml$/.test(path) && path.toLowerCase().includes(wanted))
    .map(({ path }) => ({
      id: `chart:${path}`,
      title: path,
      group: 'Files',
      open: () => openChartFile(path),
    }))
}
