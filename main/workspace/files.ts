import { createHash } from 'node:crypto'
import { lstat, open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileEntry } from '#shared/contract/workspace.ts'
import { inputError } from '#shared/errors.ts'
import { workspaceFolders } from '#shared/format/workspace.ts'
import { frontMatter } from '#shared/sql/index.ts'
import { errorCode } from '../disk/index.ts'
import { writeDurable, writeError } from './durable.ts'
import { inTurn, placeOf, type Root } from './places.ts'
import { stateFolder } from './state.ts'

const maxFiles = 5_000
/** Text written by hand; what is bigger is listed and not opened. */
const maxBytes = 4_000_000
/** A header stands at the top, so this much of a file is enough to find its description. */
const headBytes = 8_192

export const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The workspace's own text files by path, with the description of those that have a header. */
export async function listFiles({ root }: Root): Promise<FileEntry[]> {
  const found: FileEntry[] = []
  const visit = async (folder: string, deep: boolean): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.name.startsWith('.') || found.length >= maxFiles) continue
      if (entry.isDirectory() && (deep || workspaceFolders.includes(entry.name))) await visit(path, true)
      // Links are not followed: what a workspace means lies in it.
      else if (entry.isFile() && (deep || /\.(ya?ml|md)$/.test(entry.name))) found.push(await describe(path))
    }
  }
  const describe = async (path: string): Promise<FileEntry> => {
    const file = await open(join(root, path), 'r').catch(() => null)
    if (!file) return { path, bytes: 0 }
    try {
      const { size: bytes } = await file.stat()
      if (!path.endsWith('.sql')) return { path, bytes }
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
      const description = descriptionOf(buffer.toString('utf8', 0, bytesRead))
      return { path, bytes, ...(description && { description }) }
    } finally {
      await file.close()
    }
  }
  await visit('', false)
  return found
}

/** The `description` line of a header, without parsing the whole: lists show it, and errors stand elsewhere. */
function descriptionOf(head: string): string | undefined {
  try {
    const yaml = frontMatter(head)?.yaml
    return /^description:\s*(.+?)\s*$/m.exec(yaml ?? '')?.[1]?.replace(/^(["'])(.*)\1$/, '$2')
  } catch {
    return undefined
  }
}

/** A text file's content and the digest of its bytes. `FILE_MISSING`, `FILE_SIZE`, `FILE_BINARY`. */
export async function readText(workspace: Root, path: string): Promise<{ text: string; digest: string }> {
  const place = await placeOf(workspace, path)
  const bytes = await readWhole(place, path)
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      digest: digestOf(bytes),
    }
  } catch {
    throw inputError(
      'FILE_BINARY',
      'This file is not UTF-8 text, so it is not opened as text. Open it with the program that wrote it.',
      {
        file: path,
      },
    )
  }
}

/** A file's bytes. `FILE_MISSING`, `FILE_SIZE`. */
export async function readWhole(place: string, path: string): Promise<Uint8Array> {
  const stats = await lstat(place).catch(() => null)
  if (!stats?.isFile()) throw missing(path)
  if (stats.size > maxBytes) {
    throw inputError(
      'FILE_SIZE',
      'This file is over 4 MB, which is more than text written by hand. Open it with another program.',
      {
        file: path,
      },
    )
  }
  return readFile(place).catch((thrown) => {
    // It went between the two looks.
    throw errorCode(thrown) === 'ENOENT' ? missing(path) : thrown
  })
}

const missing = (path: string) =>
  inputError('FILE_MISSING', 'There is no such file in this workspace. It may have been moved or removed.', {
    file: path,
  })

/** Writes a text file whose bytes had the digest `was` (null: there was none). Throws `FILE_CHANGED` else. */
export function writeText(
  workspace: Root,
  { path, text, was }: { path: string; text: string; was: string | null },
): Promise<{ digest: string }> {
  return inTurn(async () => {
    const place = await placeOf(workspace, path)
    const before = await readFile(place).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR') return null
      throw writeError(thrown, path)
    })
    const bytes = Buffer.from(text, 'utf8')
    const digest = digestOf(bytes)
    const now = before && digestOf(before)
    if (now === digest) return { digest }
    if (now !== was) {
      throw inputError(
        'FILE_CHANGED',
        now === null
          ? 'The file was removed by another program. Save it under a new name, or write it again.'
          : was === null
            ? 'A file of this name is there already. Choose another name.'
            : 'Another program changed this file. Compare both and choose what stays.',
        { file: path },
      )
    }
    await writeDurable(place, bytes, path)
    return { digest }
  })
}

/** Where what a user discards is kept. */
export const discardedFolder = (home: string, id: string) => join(stateFolder(home, id), 'discarded')
