import { AppError } from '#shared/errors.ts'
import { errorCode } from '../disk/index.ts'

/**
 * What a failed write under `LAKEBENCH_HOME` means to the user: `DISK_FULL`, `HOME_READ_ONLY` or `STORE_FAILED`. An
 * AppError and whatever is no error of the file system pass as they are.
 */
export function storeError(thrown: unknown, home: string): unknown {
  const code = errorCode(thrown)
  if (thrown instanceof AppError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return thrown
  const error = (name: string, kind: 'failed' | 'input', message: string) =>
    new AppError({ code: name, kind, message, place: { file: home } }, { cause: thrown })
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return error(
      'DISK_FULL',
      'failed',
      'The disk that holds the store is full. Free some space (`lakebench gc` may help) or move the store by LAKEBENCH_HOME, then try again; what was fetched is kept.',
    )
  }
  // A folder in which none can be made, such as /proc, says so by ENOENT.
  const mkdir = code === 'ENOENT' && (thrown as NodeJS.ErrnoException).syscall === 'mkdir'
  if (mkdir || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return error(
      'HOME_READ_ONLY',
      'input',
      `The store cannot be written (${mkdir ? 'EROFS' : code}). Allow this user to write there, or name another folder by LAKEBENCH_HOME.`,
    )
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return error(
      'HOME_NO_FOLDER',
      'input',
      `The store is no folder that can be used (${code}). Move what is in its place, or name another folder by LAKEBENCH_HOME.`,
    )
  }
  return error(
    'STORE_FAILED',
    'failed',
    `The store could not be written or read (${(thrown as Error).message}). Check the disk, then try again.`,
  )
}
