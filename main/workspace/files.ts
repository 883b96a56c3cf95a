import { createHash, randomBytes } from 'node:crypto'
import { lstat, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileEntry } from '#shared/contract/workspace.ts'
import { inputError } from '#shared/errors.ts'
import { workspaceFolders } from '#shared/format/workspace.ts'
import { frontMatter } from '#shared/sql/index.ts'
import { writeDurable, writeError } from './durable.ts'
import type { Workspace } from './open.ts'
import { stateFolder } from './state.ts'

const maxFiles = 5_000
/** Text written by hand; what is bigger is listed and not opened. */
const maxBytes = 4_000_000
/** A header stands at the top, so this much of a file is enough to find its description. */
const headBytes = 8_192

type Place = Pick<Workspace, 'root'>

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The workspace's own text files by path, with the description of those that have a header. */
export async function listFiles({ root }: Place): Promise<FileEntry[]> {
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

/**
 * Where a path of the workspace lies. Throws `PATH_LINK` when a part of it is a link: a workspace comes from others,
 * and nothing of it may lead out of its folder.
 */
async function placeOf({ root }: Place, path: string): Promise<string> {
  let place = root
  for (const part of path.split('/')) {
    place = join(place, part)
    const stats = await lstat(place).catch(() => null)
    if (stats?.isSymbolicLink()) {
      throw inputError(
        'PATH_LINK',
        'This path leads over a link, which is not followed. Use the file itself.',
        {
          file: path,
        },
      )
    }
    if (!stats) break
  }
  return join(root, ...path.split('/'))
}

/** Git's own folder is written by the git thread alone. */
function refuseGit(path: string): void {
  if (path.toLowerCase().split('/').includes('.git')) {
    throw inputError('PATH_GIT', 'A repository’s own folder is not edited here. Use git for it.', {
      file: path,
    })
  }
}

/** A text file's content and the digest of its bytes. `FILE_MISSING`, `FILE_SIZE`, `FILE_BINARY`. */
export async function readText(workspace: Place, path: string): Promise<{ text: string; digest: string }> {
  refuseGit(path)
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

async function readWhole(place: string, path: string): Promise<Uint8Array> {
  const stats = await lstat(place).catch(() => null)
  if (!stats?.isFile()) {
    throw inputError(
      'FILE_MISSING',
      'There is no such file in this workspace. It may have been moved or removed.',
      {
        file: path,
      },
    )
  }
  if (stats.size > maxBytes) {
    throw inputError(
      'FILE_SIZE',
      'This file is over 4 MB, which is more than text written by hand. Open it with another program.',
      {
        file: path,
      },
    )
  }
  return readFile(place)
}

/** Writes of this process, one after another, so that the comparison with `was` holds until the rename. */
let writing: Promise<unknown> = Promise.resolve()

/** Writes a text file whose bytes had the digest `was` (null: there was none). Throws `FILE_CHANGED` else. */
export function writeText(
  workspace: Place,
  { path, text, was }: { path: string; text: string; was: string | null },
): Promise<{ digest: string }> {
  const write = async () => {
    refuseGit(path)
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
  }
  const next = writing.then(write, write)
  writing = next.catch(() => undefined)
  return next
}

/** Where what a user discards is kept. */
export const discardedFolder = (home: string, id: string) => join(stateFolder(home, id), 'discarded')

const removedFolder = (home: string, id: string) => join(stateFolder(home, id), 'removed')

/** Removes a file after keeping its bytes; what it answers brings it back. */
export async function removeFile(
  home: string,
  workspace: Workspace,
  path: string,
): Promise<{ undo: string }> {
  refuseGit(path)
  const place = await placeOf(workspace, path)
  const bytes = await readWhole(place, path)
  const undo = randomBytes(12).toString('hex')
  const folder = removedFolder(home, workspace.id)
  await writeDurable(join(folder, `${undo}.bytes`), bytes)
  await writeDurable(join(folder, `${undo}.json`), JSON.stringify({ path, at: new Date().toISOString() }))
  await rm(place).catch((thrown) => {
    throw writeError(thrown, path)
  })
  return { undo }
}

/** Brings a removed file back, unless another has taken its place (`FILE_CHANGED`). `UNDO_GONE` after 30 days. */
export async function undoRemove(
  home: string,
  workspace: Workspace,
  undo: string,
): Promise<{ path: string }> {
  const folder = removedFolder(home, workspace.id)
  const gone = () =>
    inputError(
      'UNDO_GONE',
      'This can no longer be undone. What was removed is kept for 30 days, on the computer that removed it.',
    )
  if (!/^[0-9a-f]{24}$/.test(undo)) throw gone()
  const kept = await readFile(join(folder, `${undo}.json`), 'utf8').catch(() => null)
  if (kept === null) throw gone()
  const { path }: { path: string } = JSON.parse(kept)
  const place = await placeOf(workspace, path)
  if (await lstat(place).catch(() => null)) {
    throw inputError('FILE_CHANGED', 'Another file has this name now. Move it away first.', { file: path })
  }
  await writeDurable(place, await readFile(join(folder, `${undo}.bytes`)), path)
  for (const end of ['json', 'bytes']) await rm(join(folder, `${undo}.${end}`), { force: true })
  return { path }
}

/** Lets go of removed files and discarded changes that nobody brought back for 30 days. */
export async function pruneRemoved(home: string, id: string, now: Date): Promise<void> {
  for (const folder of [removedFolder(home, id), discardedFolder(home, id)]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const stats = await lstat(join(folder, name)).catch(() => null)
      if (stats && now.getTime() - stats.mtimeMs > 30 * 86_400_000)
        await rm(join(folder, name), { force: true })
    }
  }
}
