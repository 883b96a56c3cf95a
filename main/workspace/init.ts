import { readdir, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { inputError } from '#shared/errors.ts'
import { Name } from '#shared/names.ts'
import { makeFolder } from '../disk/index.ts'
import { writeDurable, writeError } from './durable.ts'
import { type OpenContext, type OpenedWorkspace, openWorkspace, workspaceId } from './open.ts'
import { setTrust } from './trust.ts'

const folders = ['contracts', 'queries', 'toolbox', 'evaluations']

/**
 * Makes a workspace in an empty or missing folder, or in a repository that has no lakebench.yml yet: repository,
 * lakebench.yml, folders, first commit. It is the app's own, so it is trusted. Throws `WORKSPACE_THERE`,
 * `FOLDER_NOT_EMPTY`.
 */
export async function initWorkspace(context: OpenContext, folder: string): Promise<OpenedWorkspace> {
  const { home, git } = context
  await makeFolder(folder).catch((thrown) => {
    throw writeError(thrown, folder)
  })
  const root = await realpath(folder)
  const entries = await readdir(root)
  if (entries.includes('lakebench.yml')) {
    throw inputError('WORKSPACE_THERE', 'This folder is a workspace already. Open it.', { file: folder })
  }
  const inRepository = await git.call('discover', { root })
  if (entries.length > 0 && !inRepository) {
    throw inputError(
      'FOLDER_NOT_EMPTY',
      'This folder has other things in it and is no git repository. Choose an empty or new folder, or run `git init` in it first.',
      { file: folder },
    )
  }
  const repo = await git.call('initRepository', { root })
  const files = {
    'lakebench.yml': `version: 1\nname: ${JSON.stringify(nameFor(root))}\nremotes: {}\n  # lake: {type: folder, path: ../lake}\n`,
    ...Object.fromEntries(folders.map((name) => [`${name}/.gitkeep`, ''])),
  }
  for (const [path, text] of Object.entries(files)) await writeDurable(join(root, path), text)
  await git.call('commit', {
    repo,
    message: 'Begin the workspace',
    paths: Object.keys(files),
    ownGit: true,
  })
  await setTrust(home, { id: workspaceId(root), root, remotes: {} }, true)
  return openWorkspace(context, root)
}

const nameFor = (root: string): string => {
  const name = basename(root)
  return Name.safeParse(name).success ? name : name.trim().slice(0, 200) || 'workspace'
}
