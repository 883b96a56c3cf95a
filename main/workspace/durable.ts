import { AppError } from '#shared/errors.ts'
import { errorCode, replaceFile } from '../disk/index.ts'

/**
 * Writes a file whole or not at all, durable on return. Throws `DISK_FULL`, `READ_ONLY` or `WRITE_FAILED` with the
 * file as the user knows it (`shown`).
 */
export async function writeDurable(file: string, data: string | Uint8Array, shown = file): Promise<void> {
  try {
    await replaceFile(file, data)
  } catch (thrown) {
    throw writeError(thrown, shown)
  }
}

/** What stopped a write, as a sentence with the way out. */
export function writeError(thrown: unknown, file: string): AppError {
  if (thrown instanceof AppError) return thrown
  const code = errorCode(thrown) ?? ''
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
