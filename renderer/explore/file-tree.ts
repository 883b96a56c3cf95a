import type { FileEntry } from '#shared/contract/workspace.ts'
import { FileCode, Folder } from '../ui/icons.ts'
import type { TreeNode } from '../ui/index.ts'

/** Folders first, then files, each by name as people sort them. */
const byName = (a: string, b: string) => a.localeCompare(b, undefined, { numeric: true })

/** The queries as a tree of their folders, empty ones as well. `dirty` wear the mark. */
export function queryTree(
  files: readonly FileEntry[],
  folders: readonly string[],
  dirty: ReadonlySet<string | undefined>,
): TreeNode[] {
  interface Branch {
    folders: Map<string, Branch>
    files: FileEntry[]
  }
  const empty = (): Branch => ({ folders: new Map(), files: [] })
  const top = empty()
  const branchAt = (parts: readonly string[]): Branch =>
    parts.reduce((branch, part) => {
      const next = branch.folders.get(part) ?? empty()
      branch.folders.set(part, next)
      return next
    }, top)
  for (const path of folders) branchAt(path.split('/').slice(1))
  for (const file of files) branchAt(file.path.split('/').slice(1, -1)).files.push(file)

  const nodesOf = (branch: Branch, base: string): TreeNode[] => [
    ...[...branch.folders]
      .sort(([a], [b]) => byName(a, b))
      .map(([name, inner]): TreeNode => {
        const path = `${base}/${name}`
        return {
          id: `folder:${path}`,
          label: name,
          icon: Folder,
          title: path,
          children: nodesOf(inner, path),
          draggable: true,
          takesDrops: true,
        }
      }),
    ...branch.files
      .sort((a, b) => byName(a.path, b.path))
      .map(({ path, description }) => ({
        id: `query:${path}`,
        label: path.slice(base.length + 1),
        icon: FileCode,
        title: description ?? path,
        draggable: true,
        ...(dirty.has(path) && { detail: '*' }),
      })),
  ]
  return nodesOf(top, 'queries')
}

/** The file or folder that a row of the tree stands for; null for other rows. */
export function pathOfRow(id: string): { path: string; folder: boolean } | null {
  if (id === 'queries') return { path: 'queries', folder: true }
  const [, kind, path] = /^(query|folder):(.+)$/s.exec(id) ?? []
  return kind && path ? { path, folder: kind === 'folder' } : null
}

/** Rows of the folders on the way to a file, so that it can be shown. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(1, -1)
  return parts.map((_, index) => `folder:queries/${parts.slice(0, index + 1).join('/')}`)
}
