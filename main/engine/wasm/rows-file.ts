import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { makeFolderSync, writeAll } from '../../disk/index.ts'

/** Rows on their way to disk: nothing is seen under the final name until all is there and durable. */
export interface RowsFile {
  write(bytes: Uint8Array): void
  /** Publishes the file as `<digest>.arrows`, its own SHA-256 beside it as `<digest>.sha256`. */
  publish(digest: string): { path: string; sha256: string; bytes: number }
  /** Leaves nothing behind. Harmless after `publish`. */
  discard(): void
}

/** Calls block: this runs in the run's own process. Throws `RESULT_NOT_KEPT`. */
export function createRowsFile(folder: string): RowsFile {
  const temporary = join(folder, `.${randomBytes(8).toString('hex')}.tmp`)
  const guarded = <Result>(step: () => Result): Result => {
    try {
      return step()
    } catch (thrown) {
      throw new AppError(
        {
          code: 'RESULT_NOT_KEPT',
          kind: 'input',
          message: `The rows of the run could not be written (${thrown instanceof Error ? thrown.message : thrown}). Make room or change the folder's permissions, then run again.`,
          place: { file: folder },
        },
        { cause: thrown },
      )
    }
  }
  const descriptor = guarded(() => {
    makeFolderSync(folder)
    return openSync(temporary, 'wx')
  })
  const hash = createHash('sha256')
  let length = 0
  let open = true
  const close = () => {
    if (open) closeSync(descriptor)
    open = false
  }
  return {
    write(bytes) {
      guarded(() => writeAll(descriptor, bytes))
      hash.update(bytes)
      length += bytes.length
    },
    publish(digest) {
      const path = join(folder, `${digest}.arrows`)
      const sha256 = hash.digest('hex')
      guarded(() => {
        // Not made durable: rows whose hash is another one are made again.
        writeFileSync(join(folder, `${digest}.sha256`), sha256)
        fsyncSync(descriptor)
        close()
        renameSync(temporary, path)
      })
      return { path, sha256, bytes: length }
    },
    discard() {
      close()
      rmSync(temporary, { force: true })
    },
  }
}
