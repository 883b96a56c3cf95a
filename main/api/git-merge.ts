import { os } from './base.ts'
import { repositoryOf } from './repository.ts'

/** The merge that is under way: its conflicts, and how it ends. */
export const gitMergeRouter = os.git.merge.router({
  state: os.git.merge.state.handler(async ({ context }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('mergeState', { repo })
  }),
  file: os.git.merge.file.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('mergeFile', { repo, ...input })
  }),
  choose: os.git.merge.choose.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    await git.call('mergeChoose', { repo, ...input })
    return {}
  }),
  complete: os.git.merge.complete.handler(async ({ context }) => {
    const { git, repo, ownGit } = await repositoryOf(context)
    const { commit } = await git.call('mergeComplete', { repo, ownGit })
    return { commit }
  }),
  abort: os.git.merge.abort.handler(async ({ context }) => {
    const { git, repo, ownGit } = await repositoryOf(context)
    return git.call('mergeAbort', { repo, ownGit })
  }),
})
