import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Names, sizes and times of the files under some folders: another text means that something there changed. */
export async function stampOf(folders: readonly string[]): Promise<string> {
  const lines = await Promise.all(folders.map(stampFolder))
  return lines.flat().join('\n')
}

async function stampFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile()).slice(0, 20_000)
  const lines = await Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      const info = await stat(path).catch(() => null)
      return info ? `${path} ${info.size} ${info.mtimeMs} ${info.ino}` : path
    }),
  )
  return [folder, ...lines.sort()]
}
