import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#shared/errors.ts'

/**
 * Writes a file so that a reader sees the old or the new content, durable on return: temporary file beside it, fsync,
 * rename, fsync of the folder. Throws `DISK_FULL`, `READ_ONLY` or `WRITE_FAILED` with the file; nothing half-written stays.
 */
export async function writeDurable(file: string, data: string | Uint8Array, shown = file): Promise<void> {
  const temporary = `${file}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(temporary, 'wx')
    try {
      await handle.writeFile(data)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
    await syncFolder(dirname(file))
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(thrown, shown)
  }
}

/** Makes a rename in `folder` durable, where the system has such a thing (Windows has not). */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What stopped a write, as a sentence with the way out. */
export function writeError(thrown: unknown, file: string): AppError {
  if (thrown instanceof AppError) return thrown
  const code = (thrown as NodeJS.ErrnoException)?.code ?? ''
  const [name, sentence] = reasons[code] ?? [
    'WRITE_FAILED',
    `The file could not be written (${(thrown as Error).message}). Check the folder and try again.`,
  ]
  return new AppError({ code: name, kind: 'failed', message: sentence, place: { file } }, { cause: thrown })
}

const full: [string, string] = [
  'DISK_FULL',
  'The disk is full, and nothing was written. Free some space and try again.',
]
const readOnly: [string, string] = [
  'READ_ONLY',
  'This place cannot be written to, and nothing was changed. Check its permissions, or move it.',
]
const reasons: Record<string, [string, string]> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: readOnly,
  EACCES: readOnly,
  EPERM: readOnly,
}
