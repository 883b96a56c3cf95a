import { randomBytes } from 'node:crypto'
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder, makeFolderSync } from './make-folder.ts'
import { syncNames } from './move-path.ts'
import { writeAll } from './write-all.ts'

export interface Replacing {
  /** Where the new content is written first, on the same file system. Default: beside the file. */
  temporary?: string
}

/** The part of a mode that says who may do what; setuid and its like are not handed on. */
const permissions = 0o777

const beside = (file: string): string => `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`

/**
 * Writes a file so that a reader sees the old or the new content, durable on return: temporary file, fsync, rename,
 * fsync of the folder. A file that was there keeps its mode. Throws Node's error; nothing half-written stays.
 */
export async function replaceFile(
  file: string,
  data: Uint8Array | string,
  { temporary = beside(file) }: Replacing = {},
): Promise<void> {
  await makeFolder(dirname(file))
  const before = await stat(file).catch(() => null)
  const handle = await open(temporary, 'wx')
  try {
    try {
      if (before) await handle.chmod(before.mode & permissions)
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
    await syncNames(dirname(file))
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw thrown
  }
}

/**
 * As `replaceFile`, for workers: it blocks. `mode` is that of the file whatever was there before, under the process's
 * umask. The name itself is as durable as git makes its own, without a folder's fsync.
 */
export function replaceFileSync(file: string, data: Uint8Array | string, mode?: number): void {
  makeFolderSync(dirname(file))
  const temporary = beside(file)
  const before = mode === undefined ? statSync(file, { throwIfNoEntry: false }) : undefined
  const fd = openSync(temporary, 'wx', mode)
  let open = true
  try {
    if (before) fchmodSync(fd, before.mode & permissions)
    writeAll(fd, typeof data === 'string' ? Buffer.from(data, 'utf8') : data)
    fsyncSync(fd)
    closeSync(fd)
    open = false
    renameSync(temporary, file)
  } catch (thrown) {
    if (open) closeSync(fd)
    rmSync(temporary, { force: true })
    throw thrown
  }
}
