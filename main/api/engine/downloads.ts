import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, inputError } from '#shared/errors.ts'
import { makeFolder } from '../../disk/index.ts'
import { imageFile, layout } from '../../store/index.ts'
import type { App } from '../app.ts'

/** A file that can be fetched by its id. */
export interface Download {
  path: string
  /** As the browser is to save it. */
  name: string
  bytes: number
}

/** An export that nobody fetched for this long is removed. */
const keptMs = 60 * 60 * 1000

const folderOf = (app: App): string => join(layout(app.home).tmp, 'downloads')

/** A place for a new download: a folder of its own, so that its name can be what the user reads. */
export async function newDownload(app: App, name: string): Promise<{ id: string; path: string }> {
  const folder = folderOf(app)
  await removeOld(app, folder)
  // Not to be guessed: whoever has the id has the rows.
  const id = randomBytes(16).toString('hex')
  await makeFolder(join(folder, id))
  return { id, path: join(folder, id, name) }
}

/** Removes a download that came to nothing. */
export async function dropDownload(app: App, id: string): Promise<void> {
  await rm(join(folderOf(app), id), { recursive: true, force: true })
}

/** The file of an export. Throws `DOWNLOAD_GONE`. */
export async function openDownload(app: App, id: string): Promise<Download> {
  const folder = join(folderOf(app), id)
  const [name] = /^[0-9a-f]{32}$/.test(id) ? await readdir(folder).catch(() => []) : []
  if (name === undefined) {
    throw inputError('DOWNLOAD_GONE', 'This export is no longer there. Export again.')
  }
  const path = join(folder, name)
  return { path, name, bytes: (await stat(path)).size }
}

/** The file of a table image. Throws `IMAGE_GONE` when it is not on this computer. */
export async function imagePath(app: App, key: string): Promise<string> {
  const path = imageFile(app.home, key)
  const found = /^[0-9a-f]{64}$/.test(key) && (await stat(path).catch(() => null))?.isFile()
  if (found) return path
  throw new AppError({
    code: 'IMAGE_GONE',
    kind: 'failed',
    message: 'This table image is not on this computer any more. Run the statement again: it is built anew.',
  })
}

async function removeOld(app: App, folder: string): Promise<void> {
  const now = app.now().getTime()
  for (const id of await readdir(folder).catch(() => [])) {
    const info = await stat(join(folder, id)).catch(() => null)
    if (info && now - info.mtimeMs > keptMs) await dropDownload(app, id)
  }
}
