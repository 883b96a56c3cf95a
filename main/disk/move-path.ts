import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from './make-folder.ts'

/** Renames a file or folder, durable on return. What stands at `to` is replaced as the system does it: look first. */
export async function movePath(from: string, to: string): Promise<void> {
  await makeFolder(dirname(to))
  await rename(from, to)
  await syncNames(dirname(to))
  if (dirname(from) !== dirname(to)) await syncNames(dirname(from))
}

/** Makes the names in `folder` durable, where the system has such a thing (Windows has not). */
export async function syncNames(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
