import { client } from '../client/index.ts'
import type { FindItem } from '../ui/workbench.ts'
import { byNeed } from './health.ts'
import { openSource } from './open.ts'

/** Sources by name, each leading to its screen in the lake. */
export async function findInLake(text: string): Promise<FindItem[]> {
  const wanted = text.trim().toLowerCase()
  const sources = await client.lake.sources().catch(() => [])
  return byNeed(sources)
    .filter(({ name, description }) => `${name} ${description ?? ''}`.toLowerCase().includes(wanted))
    .map(({ name, health, reason }) => ({
      id: `lake:${name}`,
      title: `${name}: contract, snapshots, health`,
      detail: health === 'ok' ? health : reason ? `${health}: ${reason}` : health,
      group: 'Sources',
      open: () => openSource(name),
    }))
}
