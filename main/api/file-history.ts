import type { FileVersion } from '#shared/contract/git-local.ts'
import { runsOfVersions } from '../evaluation/index.ts'
import type { RequestContext } from './base.ts'
import { evaluationContext } from './evaluation-context.ts'
import { repositoryOf } from './repository.ts'

/** A file's versions with the runs of each. */
export async function fileHistory(
  context: RequestContext,
  input: { path: string; limit: number },
): Promise<FileVersion[]> {
  const { git, repo } = await repositoryOf(context)
  const versions = await git.call('fileLog', { repo, ...input })
  const runs = await runsOfVersions(
    evaluationContext({ app: context.app, workspace: await context.workspace() }),
    versions,
  )
  return versions.map(({ blob, ...version }) => ({ ...version, runs: (blob && runs.get(blob)) || [] }))
}
