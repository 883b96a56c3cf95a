import { readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { WorkspaceFile } from '#shared/format/workspace.ts'
import { parseYaml } from '#shared/format/yaml.ts'
import { type Workspace, workspaceId } from '../../workspace/index.ts'
import type { App } from '../app.ts'

/** Opens the demo's workspace. The app made it, so it is trusted. */
export async function openDemoWorkspace(app: App, folder: string): Promise<Workspace> {
  const root = await realpath(folder)
  const file = parseYaml('lakebench.yml', await readFile(join(root, 'lakebench.yml'), 'utf8'), WorkspaceFile)
  const git = await app.git.call('discover', { root })
  return { id: workspaceId(root), root, name: file.name, remotes: file.remotes, restricted: false, git }
}
