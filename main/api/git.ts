import { os } from './base.ts'
import { gitLocalRouter } from './git-local.ts'
import { gitMergeRouter } from './git-merge.ts'
import { gitRemoteRouter } from './git-remote.ts'
import { repositoryOf } from './repository.ts'

/** Source control. Filters and hooks are commands, so the user's own git runs in trusted workspaces only. */
export const gitRouter = os.git.router({
  ...gitLocalRouter,
  status: os.git.status.handler(async ({ context }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('status', { repo })
  }),
  removeStaleLocks: os.git.removeStaleLocks.handler(async ({ context }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('removeStaleLocks', { repo })
  }),
  diff: os.git.diff.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('diff', { repo, ...input })
  }),
  show: os.git.show.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('show', { repo, ...input })
  }),
  log: os.git.log.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('log', { repo, ...input })
  }),
  commit: os.git.commit.handler(async ({ context, input }) => {
    const { git, repo, ownGit } = await repositoryOf(context)
    return git.call('commit', { repo, ownGit, ...input })
  }),
  discard: os.git.discard.handler(async ({ context, input }) => {
    const { git, repo, keep } = await repositoryOf(context)
    return git.call('discard', { repo, keep, ...input })
  }),
  undoDiscard: os.git.undoDiscard.handler(async ({ context, input }) => {
    const { git, repo, keep } = await repositoryOf(context)
    return git.call('undoDiscard', { repo, keep, ...input })
  }),
  remote: gitRemoteRouter,
  merge: gitMergeRouter,
})
