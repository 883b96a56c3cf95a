import { AppError } from '#shared/errors.ts'
import type { RepoRef } from '../git/index.ts'
import { discardedFolder } from '../workspace/index.ts'
import { os, type RequestContext } from './base.ts'

/** The workspace's repository and what belongs to it on this computer. `NO_GIT` for a plain folder. */
async function repository({ app, workspace }: RequestContext) {
  const { id, git, restricted } = await workspace()
  if (!git) {
    throw new AppError({
      code: 'NO_GIT',
      kind: 'input',
      message:
        'This folder has no versions: it is no git repository. Make it one (`git init`; no file changes).',
    })
  }
  const repo: RepoRef = git
  return { git: app.git, repo, keep: discardedFolder(app.home, id), ownGit: !restricted }
}

/** Source control. Filters and hooks are commands, so the user's own git runs in trusted workspaces only. */
export const gitRouter = os.git.router({
  status: os.git.status.handler(async ({ context }) => {
    const { git, repo } = await repository(context)
    return git.call('status', { repo })
  }),
  diff: os.git.diff.handler(async ({ context, input }) => {
    const { git, repo } = await repository(context)
    return git.call('diff', { repo, ...input })
  }),
  show: os.git.show.handler(async ({ context, input }) => {
    const { git, repo } = await repository(context)
    return git.call('show', { repo, ...input })
  }),
  log: os.git.log.handler(async ({ context, input }) => {
    const { git, repo } = await repository(context)
    return git.call('log', { repo, ...input })
  }),
  commit: os.git.commit.handler(async ({ context, input }) => {
    const { git, repo, ownGit } = await repository(context)
    return git.call('commit', { repo, ownGit, ...input })
  }),
  discard: os.git.discard.handler(async ({ context, input }) => {
    const { git, repo, keep } = await repository(context)
    return git.call('discard', { repo, keep, ...input })
  }),
  undoDiscard: os.git.undoDiscard.handler(async ({ context, input }) => {
    const { git, repo, keep } = await repository(context)
    return git.call('undoDiscard', { repo, keep, ...input })
  }),
})
