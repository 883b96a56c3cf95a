import { os } from './base.ts'
import { fileHistory } from './file-history.ts'
import { repositoryOf } from './repository.ts'

/** Branches, shelves, and the history of one file. */
export const gitLocalRouter = {
  branches: os.git.branches.handler(async ({ context }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('branches', { repo })
  }),
  createBranch: os.git.createBranch.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('createBranch', { repo, ...input })
  }),
  switchBranch: os.git.switchBranch.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('switchBranch', { repo, ...input })
  }),
  renameBranch: os.git.renameBranch.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('renameBranch', { repo, ...input })
  }),
  deleteBranch: os.git.deleteBranch.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('deleteBranch', { repo, ...input })
  }),
  shelves: os.git.shelves.handler(async ({ context }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('shelves', { repo })
  }),
  shelve: os.git.shelve.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('shelve', { repo, ...input })
  }),
  applyShelf: os.git.applyShelf.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('applyShelf', { repo, ...input })
  }),
  dropShelf: os.git.dropShelf.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('dropShelf', { repo, ...input })
  }),
  dropped: os.git.dropped.handler(async ({ context }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('dropped', { repo })
  }),
  undoDrop: os.git.undoDrop.handler(async ({ context, input }) => {
    const { git, repo } = await repositoryOf(context)
    return git.call('undoDrop', { repo, ...input })
  }),
  fileLog: os.git.fileLog.handler(async ({ context, input }) => fileHistory(context, input)),
}
