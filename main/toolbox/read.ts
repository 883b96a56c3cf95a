import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, inputError } from '#shared/errors.ts'
import type { Workspace } from '../workspace/index.ts'
import { parseToolbox, type SourceFile } from './parse.ts'
import type { Transform } from './types.ts'

/** Text written by hand; a bigger file is a mistake. */
const maxBytes = 1_000_000
const maxFiles = 5_000

export interface Toolbox {
  /** The workspace's own first, by name; a standard one of the same name is left out. */
  transforms: Transform[]
  problems: AppError[]
}

/** The transforms of the working tree and of the standard library under `resources`/toolbox. */
export async function readToolbox(workspace: Pick<Workspace, 'root'>, resources: string): Promise<Toolbox> {
  const [own, shipped] = await Promise.all([readFolder(workspace.root), readFolder(resources)])
  const parsed = parseToolbox(own.files)
  const standard = parseToolbox(shipped.files, { standard: true })
  const names = new Set(parsed.transforms.map(({ name }) => name))
  return {
    transforms: [
      ...parsed.transforms.sort(byName),
      ...standard.transforms.filter(({ name }) => !names.has(name)).sort(byName),
    ],
    problems: [...own.problems, ...parsed.problems, ...standard.problems],
  }
}

const byName = (a: Transform, b: Transform) => (a.name < b.name ? -1 : 1)

/** The `.sql` files under `root`/toolbox. Links are not followed: what a workspace means lies in it. */
async function readFolder(root: string): Promise<{ files: SourceFile[]; problems: AppError[] }> {
  const files: SourceFile[] = []
  const problems: AppError[] = []
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((cause) => {
      if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return []
      problems.push(unreadable(folder, cause))
      return []
    })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`
      if (entry.name.startsWith('.') || files.length >= maxFiles) continue
      if (entry.isDirectory()) await visit(path)
      else if (entry.isFile() && entry.name.endsWith('.sql')) await read(path)
    }
  }
  const read = async (path: string) => {
    try {
      const { size } = await lstat(join(root, path))
      if (size > maxBytes) {
        throw inputError('TRANSFORM_SIZE', 'A transform is at most 1 MB of text. Split it.', { file: path })
      }
      files.push({ path, text: await readFile(join(root, path), 'utf8') })
    } catch (cause) {
      problems.push(cause instanceof AppError ? cause : unreadable(path, cause))
    }
  }
  await visit('toolbox')
  return { files, problems }
}

function unreadable(file: string, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return inputError('FILE_UNREADABLE', `The file cannot be read (${why}). Check its permissions.`, { file })
}
