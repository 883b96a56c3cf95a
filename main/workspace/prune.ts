import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pruneChanges } from './changes/kept.ts'
import { discardedFolder } from './files.ts'

/** Lets go of changes and discarded work that nobody brought back for 30 days. */
export async function pruneKept(home: string, id: string, now: Date): Promise<void> {
  await pruneChanges(home, id, now)
  const folder = discardedFolder(home, id)
  for (const name of await readdir(folder).catch(() => [])) {
    const stats = await lstat(join(folder, name)).catch(() => null)
    if (stats && now.getTime() - stats.mtimeMs > 30 * 86_400_000)
      await rm(join(folder, name), { force: true })
  }
}
