import { AppError } from '#shared/errors.ts'

/** What DuckDB's or the file system's error in a build means to the user, where that is plain. */
export function buildError(thrown: unknown, home: string): unknown {
  if (thrown instanceof AppError) return thrown
  const message = String((thrown as Error)?.message ?? thrown)
  const error = (code: string, kind: 'failed' | 'input', text: string) =>
    new AppError({ code, kind, message: text, place: { file: home } }, { cause: thrown })
  if (/No space left on device|ENOSPC|disk quota|EDQUOT/i.test(message)) {
    return error(
      'DISK_FULL',
      'failed',
      'The disk that holds the store is full, so the table image was not built. Free some space (`lakebench gc` may help) or move the store by LAKEBENCH_HOME, then try again.',
    )
  }
  if (/Read-only file system|Permission denied|EROFS|EACCES/i.test(message)) {
    return error(
      'HOME_READ_ONLY',
      'input',
      'The store cannot be written, so the table image was not built. Allow this user to write there, or name another folder by LAKEBENCH_HOME.',
    )
  }
  if (/^Out of Memory/i.test(message)) {
    return error(
      'IMAGE_MEMORY',
      'failed',
      'Building the table image needs more memory than there is. Close other programs, or let the contract match fewer objects.',
    )
  }
  return thrown
}
