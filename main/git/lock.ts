import { closeSync, fsyncSync, lstatSync, openSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { errorCode, makeFolderSync, writeAll } from '../disk/index.ts'

/** A lock in git's way: `<file>.lock`, made O_EXCL, and renamed over the file to publish it. */
export interface FileLock {
  /** Makes `data` durable in the lock and puts it in the file's place. The lock is gone then. */
  publish(data: Uint8Array | string): void
  release(): void
}

/** Takes `<file>.lock`; null when somebody else holds it. */
export function tryLock(file: string): FileLock | null {
  const lock = `${file}.lock`
  makeFolderSync(dirname(file))
  let fd: number
  try {
    fd = openSync(lock, 'wx', 0o666)
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return null
    throw thrown
  }
  let open = true
  const release = () => {
    if (!open) return
    open = false
    closeSync(fd)
    unlinkSync(lock)
  }
  return {
    release,
    publish(data) {
      try {
        writeAll(fd, typeof data === 'string' ? Buffer.from(data, 'utf8') : data)
        fsyncSync(fd)
        // git leaves empty folders behind where refs once were; a ref of that name takes their place
        if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(file)
        renameSync(lock, file)
        open = false
        closeSync(fd)
      } catch (thrown) {
        release()
        throw thrown
      }
    },
  }
}

/** Takes the lock, waiting up to `ms` for its holder; null after that. */
export async function takeLock(file: string, ms = 3000): Promise<FileLock | null> {
  const until = Date.now() + ms
  for (;;) {
    const lock = tryLock(file)
    if (lock || Date.now() > until) return lock
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20))
  }
}
