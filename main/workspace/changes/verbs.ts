import { lstat, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FileChange, Move } from '#shared/contract/files.ts'
import { inputError } from '#shared/errors.ts'
import { filePathProblem, foldedName } from '#shared/file-name.ts'
import { workspaceFolders } from '#shared/format/workspace.ts'
import { digestOf, readWhole } from '../files.ts'
import { placeOf } from '../places.ts'
import { changeFiles, type Place } from './change.ts'
import { mentionEdits } from './mentions.ts'
import type { Step } from './steps.ts'

/** More than this in one change is no text written by hand. */
const mostBytes = 200_000_000
const mostFiles = 5_000

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Folders below the workspace's own ones, by path. */
export async function listFolders(workspace: Place): Promise<string[]> {
  const found: string[] = []
  const visit = async (path: string): Promise<void> => {
    const place = await placeOf(workspace, path).catch(() => null)
    const entries = place ? await readdir(place, { withFileTypes: true }).catch(() => []) : []
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || found.length >= mostFiles) continue
      found.push(`${path}/${entry.name}`)
      await visit(`${path}/${entry.name}`)
    }
  }
  for (const folder of workspaceFolders) await visit(folder)
  return found.sort()
}

export function createFolder(home: string, workspace: Place, path: string): Promise<FileChange> {
  return changeFiles(home, workspace, async () => {
    await checkFree(workspace, path)
    return {
      words: `Made the folder ${nameOf(path)}`,
      steps: [{ act: 'makeFolder', path }],
      bytes: new Map(),
    }
  })
}

/** Moves files and folders; texts that name one of them follow in the same step. */
export function moveEntries(home: string, workspace: Place, moves: readonly Move[]): Promise<FileChange> {
  return changeFiles(home, workspace, async () => {
    for (const { from, to } of moves) await checkMovable(workspace, from, to)
    const targets = moves.map(({ to }) => foldedName(to))
    if (new Set(targets).size < targets.length) {
      throw inputError('FILE_EXISTS', 'Two of them would have the same name there. Rename one first.')
    }
    const { edits, bytes } = await mentionEdits(workspace, moves)
    const steps: Step[] = moves.map(({ from, to }) => ({ act: 'move', from, to }))
    const named = edits.length === 0 ? '' : `; ${listOf(edits.map((edit) => nameOf(edit.path)))} follows`
    return { words: wordsOf(moves) + named, steps: [...steps, ...edits], bytes }
  })
}

function wordsOf(moves: readonly Move[]): string {
  const [one] = moves
  if (!one) return ''
  if (moves.length > 1) return `Moved ${moves.length} files to ${parentOf(one.to)}`
  return parentOf(one.from) === parentOf(one.to)
    ? `Renamed ${nameOf(one.from)} to ${nameOf(one.to)}`
    : `Moved ${nameOf(one.from)} to ${parentOf(one.to)}`
}

const listOf = (names: string[]): string => {
  const [first = '', second, ...rest] = names
  if (second === undefined) return first
  return rest.length === 0 ? `${first} and ${second}` : `${first} and ${rest.length + 1} more`
}

/** Copies a file beside itself, as `name copy.sql`, `name copy 2.sql` and so on. */
export async function duplicateEntry(
  home: string,
  workspace: Place,
  path: string,
): Promise<FileChange & { path: string }> {
  let copy = ''
  const change = await changeFiles(home, workspace, async () => {
    const bytes = await readWhole(await placeOf(workspace, path), path)
    const [, stem = '', end = ''] = /^(.*?)(?: copy(?: \d+)?)?(\.[^./]*)?$/s.exec(path) ?? []
    const taken = await siblings(workspace, path)
    for (let n = 1; copy === ''; n++) {
      const tried = `${stem} copy${n === 1 ? '' : ` ${n}`}${end}`
      if (!taken.has(foldedName(nameOf(tried)))) copy = tried
    }
    const digest = digestOf(bytes)
    return {
      words: `Copied ${nameOf(path)} to ${nameOf(copy)}`,
      steps: [{ act: 'put', path: copy, before: null, after: digest }],
      bytes: new Map([[digest, bytes]]),
    }
  })
  return { ...change, path: copy }
}

/** Removes files and folders with all that is in them. */
export function removeEntries(home: string, workspace: Place, paths: readonly string[]): Promise<FileChange> {
  return changeFiles(home, workspace, async () => {
    const steps: Step[] = []
    const bytes = new Map<string, Uint8Array>()
    let total = 0
    const visit = async (path: string): Promise<void> => {
      const place = await placeOf(workspace, path)
      const stats = await lstat(place).catch(() => null)
      if (stats?.isDirectory()) {
        for (const name of await readdir(place)) await visit(`${path}/${name}`)
        steps.push({ act: 'removeFolder', path })
        return
      }
      const kept = await readWhole(place, path)
      total += kept.length
      if (total > mostBytes || steps.length > mostFiles) {
        throw inputError(
          'FILE_SIZE',
          'This is more than can be kept for an undo (200 MB, 5,000 files). Remove a part of it first.',
          { file: path },
        )
      }
      const digest = digestOf(kept)
      bytes.set(digest, kept)
      steps.push({ act: 'put', path, before: digest, after: null, mode: (stats?.mode ?? 0) & 0o777 })
    }
    for (const path of paths) {
      checkOwn(path)
      await visit(path)
    }
    const [one = ''] = paths
    const words = paths.length === 1 ? `Deleted ${nameOf(one)}` : `Deleted ${paths.length} files`
    return { words, steps, bytes }
  })
}

/**
 * Writes several texts as one step. `was` is the digest a text was read with, null for a new file. What `moves` names
 * is moved after, in the same step.
 */
export function writeTexts(
  home: string,
  workspace: Place,
  {
    words,
    edits,
    moves = [],
  }: {
    words: string
    edits: readonly { path: string; was: string | null; text: string }[]
    moves?: readonly Move[]
  },
): Promise<FileChange> {
  return changeFiles(home, workspace, async () => {
    for (const { from, to } of moves) await checkMovable(workspace, from, to)
    const steps: Step[] = []
    const bytes = new Map<string, Uint8Array>()
    for (const { path, was, text } of edits) {
      if (was === null) await checkFree(workspace, path)
      else {
        const now = await readWhole(await placeOf(workspace, path), path)
        if (digestOf(now) !== was) {
          throw inputError('FILE_CHANGED', 'This file was changed meanwhile. Nothing was done; look again.', {
            file: path,
          })
        }
        bytes.set(was, now)
      }
      const after = Buffer.from(text, 'utf8')
      bytes.set(digestOf(after), after)
      steps.push({ act: 'put', path, before: was, after: digestOf(after) })
    }
    steps.push(...moves.map(({ from, to }): Step => ({ act: 'move', from, to })))
    return { words, steps, bytes }
  })
}

/** The workspace's own folders are where everything looks, so they stay what they are. */
function checkOwn(path: string): void {
  if (!workspaceFolders.includes(path)) return
  throw inputError(
    'FOLDER_OWN',
    `\`${path}\` is a folder of every workspace. Rename or move what is in it.`,
    {
      file: path,
    },
  )
}

async function checkMovable(workspace: Place, from: string, to: string): Promise<void> {
  checkOwn(from)
  const source = await lstat(await placeOf(workspace, from)).catch(() => null)
  if (!source) {
    throw inputError('FILE_MISSING', 'There is no such file here. It may have been moved or removed.', {
      file: from,
    })
  }
  if (`${to}/`.startsWith(`${from}/`) && from !== to) {
    throw inputError('PATH_INSIDE', 'A folder cannot be moved into itself. Choose another folder.', {
      file: to,
    })
  }
  // The name may change its case alone: on macOS and Windows that is the same file.
  const sameName = dirname(from) === dirname(to) && foldedName(from) === foldedName(to)
  await checkFree(workspace, to, sameName ? nameOf(from) : null)
}

/** Throws unless `path` can be made: in a folder of the workspace, under a name that every system takes. */
async function checkFree(workspace: Place, path: string, except: string | null = null): Promise<void> {
  const [top = ''] = path.split('/')
  if (!path.includes('/') || !workspaceFolders.includes(top)) {
    throw inputError(
      'PATH_TOP',
      `Files of a workspace lie in its own folders (${workspaceFolders.slice(0, 4).join(', ')} …). Choose one of them.`,
      { file: path },
    )
  }
  const problem = filePathProblem(path)
  if (problem) throw inputError('FILE_NAME', `${problem}.`, { file: path })
  await placeOf(workspace, path)
  const parts = path.split('/')
  for (let depth = 1; depth < parts.length; depth++) {
    const part = parts.slice(0, depth + 1).join('/')
    const taken = (await siblings(workspace, part)).get(foldedName(parts[depth] ?? ''))
    const last = depth === parts.length - 1
    if (taken === undefined || (last && taken === except)) continue
    if (taken !== parts[depth]) {
      throw inputError(
        'FILE_EXISTS',
        `\`${taken}\` differs in case alone, and is the same file on macOS and Windows. Choose another name.`,
        { file: path },
      )
    }
    if (last) {
      throw inputError('FILE_EXISTS', 'A file of this name is there already. Choose another name.', {
        file: path,
      })
    }
  }
}

/** Names beside a path, by how macOS and Windows compare them. */
async function siblings(workspace: Place, path: string): Promise<Map<string, string>> {
  const place = await placeOf(workspace, path)
  const names = await readdir(dirname(place)).catch(() => [])
  return new Map(names.map((name) => [foldedName(name), name]))
}
