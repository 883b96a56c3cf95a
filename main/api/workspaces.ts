import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inputError } from '#shared/errors.ts'
import { type OpenedWorkspace, openWorkspace, rootOf, stateFolder } from '../workspace/index.ts'
import type { App } from './app.ts'

/** The workspaces that requests name. */
export interface Workspaces {
  /** Opens the folder as it stands now. */
  open(root: string): Promise<OpenedWorkspace>
  /** The workspace of this id, opened before on this computer. Throws `NO_WORKSPACE`. */
  byId(id: string | null): Promise<OpenedWorkspace>
}

interface Known {
  stamp: string
  opened: Promise<OpenedWorkspace>
}

/**
 * Workspaces of one process. Opening reads files and asks git, so one that was opened is kept until what it was
 * read from changes: `lakebench.yml`, this computer's trust, and whether there is a repository.
 */
export function createWorkspaces(app: App): Workspaces {
  const known = new Map<string, Known>()
  const roots = new Map<string, string>()

  const open = async (root: string): Promise<OpenedWorkspace> => {
    const workspace = await openWorkspace(app, root)
    roots.set(workspace.id, workspace.root)
    known.set(workspace.id, {
      stamp: await stampOf(app.home, workspace.id, workspace.root),
      opened: Promise.resolve(workspace),
    })
    return workspace
  }

  return {
    open,
    async byId(id) {
      const root = id === null ? null : (roots.get(id) ?? (await rootOf(app.home, id)))
      if (id === null || root === null) {
        throw inputError('NO_WORKSPACE', 'No workspace is open here. Open a folder, or try the demo.')
      }
      const stamp = await stampOf(app.home, id, root)
      const kept = known.get(id)
      if (kept?.stamp === stamp) return kept.opened
      const opened = openWorkspace(app, root)
      known.set(id, { stamp, opened })
      roots.set(id, root)
      opened.catch(() => known.delete(id))
      return opened
    },
  }
}

/** Changes when a file that decides about the workspace changes. */
async function stampOf(home: string, id: string, root: string): Promise<string> {
  const files = [
    root,
    join(root, 'lakebench.yml'),
    join(root, '.git'),
    join(stateFolder(home, id), 'trust.json'),
  ]
  const stamps = files.map((file) =>
    stat(file).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => '-',
    ),
  )
  return (await Promise.all(stamps)).join('|')
}
