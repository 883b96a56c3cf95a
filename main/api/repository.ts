import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { RepoRef } from '../git/index.ts'
import { discardedFolder, stateFolder } from '../workspace/index.ts'
import type { RequestContext } from './base.ts'

/** The workspace's repository and what belongs to it on this computer. `NO_GIT` for a plain folder. */
export async function repositoryOf({ app, workspace }: RequestContext) {
  const opened = await workspace()
  const { id, git, restricted } = opened
  if (!git) {
    throw new AppError({
      code: 'NO_GIT',
      kind: 'input',
      message:
        'This folder has no versions: it is no git repository. Make it one (`git init`; no file changes).',
    })
  }
  const repo: RepoRef = git
  return {
    workspace: opened,
    git: app.git,
    repo,
    keep: discardedFolder(app.home, id),
    journal: join(stateFolder(app.home, id), 'runs'),
    ownGit: !restricted,
  }
}
