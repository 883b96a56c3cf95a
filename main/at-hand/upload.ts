import { createHash, type Hash, randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError, inputError } from '#shared/errors.ts'
import { makeFolder, syncPath } from '../disk/index.ts'
import { layout, objectFile, ownedName, storeError } from '../store/index.ts'

/** Bytes of one file at hand: what is larger belongs into a lake. */
const mostBytes = 20 * 2 ** 30
const mostPiece = 8 * 2 ** 20

/** Bytes that are on their way into the store. */
interface Upload {
  home: string
  file: string
  bytes: number
  path: string
  handle: FileHandle
  hash: Hash
  written: number
  busy: boolean
}

/** A file's bytes as they lie in the store. */
export interface Stored {
  file: string
  bytes: number
  sha256: string
}

const uploads = new Map<string, Upload>()

/** Makes room for a file. Throws `HAND_SIZE`. */
export async function beginUpload(home: string, name: string, bytes: number): Promise<string> {
  if (bytes > mostBytes) {
    throw inputError(
      'HAND_SIZE',
      'This file is over 20 GB. Put it into the lake under a contract, where it is read as objects.',
    )
  }
  const { tmp } = layout(home)
  await makeFolder(tmp)
  const path = join(tmp, ownedName('upload'))
  const handle = await open(path, 'wx')
  // Not to be guessed: whoever has it may write.
  const id = randomBytes(16).toString('hex')
  // A name only: no folder of whoever sent it.
  const file = basename(name.replaceAll('\\', '/')).replace(/[\p{Cc}\p{Cf}]/gu, '') || 'file'
  uploads.set(id, { home, file, bytes, path, handle, hash: createHash('sha256'), written: 0, busy: false })
  return id
}

/** Writes the next piece. Throws `UPLOAD_GONE`, and `UPLOAD_ORDER` for bytes that do not follow the last. */
export async function appendUpload(
  id: string,
  from: number,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const upload = uploadOf(id)
  if (upload.busy || from !== upload.written)
    throw inputError('UPLOAD_ORDER', 'A piece of the file came out of order. Drop it again.')
  upload.busy = true
  try {
    let length = 0
    for await (const piece of pieces) {
      length += piece.length
      if (length > mostPiece || upload.written + piece.length > upload.bytes) {
        throw inputError('UPLOAD_ORDER', 'More bytes came than the file has. Drop it again.')
      }
      await upload.handle.write(piece)
      upload.hash.update(piece)
      upload.written += piece.length
    }
  } catch (thrown) {
    await dropUpload(id)
    throw storeError(thrown, upload.home)
  } finally {
    upload.busy = false
  }
}

/** Puts the bytes into the store under their digest, durable on return. Throws `UPLOAD_SHORT`. */
export async function finishUpload(id: string): Promise<Stored> {
  const upload = uploadOf(id)
  const { home, file, bytes, path, handle, hash, written } = upload
  uploads.delete(id)
  try {
    if (written !== bytes)
      throw inputError(
        'UPLOAD_SHORT',
        'The file was not copied whole: it changed meanwhile, or the window left. Drop it again.',
      )
    const sha256 = hash.digest('hex')
    await handle.chmod(0o444)
    await handle.sync()
    await handle.close()
    const object = objectFile(home, sha256)
    const there = await stat(object).catch(() => null)
    if (there?.size === bytes) await rm(path, { force: true })
    else {
      await makeFolder(dirname(object))
      await rename(path, object)
      syncPath(dirname(object))
    }
    return { file, bytes, sha256 }
  } catch (thrown) {
    await handle.close().catch(() => undefined)
    await rm(path, { force: true })
    throw storeError(thrown, home)
  }
}

/** Lets go of an upload that comes to nothing. */
export async function dropUpload(id: string): Promise<void> {
  const upload = uploads.get(id)
  if (!upload) return
  uploads.delete(id)
  await upload.handle.close().catch(() => undefined)
  await rm(upload.path, { force: true })
}

function uploadOf(id: string): Upload {
  const upload = uploads.get(id)
  if (upload) return upload
  throw new AppError({
    code: 'UPLOAD_GONE',
    kind: 'failed',
    message: 'The copy of this file was given up. Drop it again.',
  })
}
