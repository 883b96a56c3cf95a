import type { AppError } from '#shared/errors.ts'
import { type LoadedContract, parseContracts } from '../lake/index.ts'
import { parseToolbox, readToolbox, type Transform } from '../toolbox/index.ts'
import { type EvaluationContext, repositoryOf } from './context.ts'

/** A version of the workspace's code that an evaluation asks for. */
export interface Version {
  /** As the user named it: a ref, or `working`. */
  ref: string
  commit: string
  /** The commit is a capture of uncommitted work. */
  dirty: boolean
}

/** What stands in git at a commit, read without a checkout. */
export interface Code {
  commit: string
  /** Texts by path in the workspace. */
  files: ReadonlyMap<string, string>
  contracts: readonly LoadedContract[]
  /** The commit's own transforms and the standard library; its own come first by name. */
  transforms: readonly Transform[]
  /** Files that could not be read. They matter only where a run needs them. */
  problems: readonly AppError[]
}

/** The commits that `refs` name; `working` captures uncommitted work first. */
export async function resolveVersions(ctx: EvaluationContext, refs: readonly string[]): Promise<Version[]> {
  const repo = repositoryOf(ctx)
  const versions: Version[] = []
  for (const ref of new Set(refs)) {
    if (ref === 'working') {
      const { commit, dirty } = await ctx.git.call('captureWip', { repo })
      versions.push({ ref, commit, dirty })
    } else versions.push({ ref, commit: await ctx.git.call('resolveRef', { repo, ref }), dirty: false })
  }
  return versions
}

/** Reads what evaluations need of a commit. */
export async function readCode(ctx: EvaluationContext, commit: string): Promise<Code> {
  const paths = ['queries', 'toolbox', 'contracts', 'evaluations']
  const texts = await ctx.git.call('readFiles', { repo: repositoryOf(ctx), commit, paths })
  const under = (folder: string, ending: RegExp) =>
    texts.filter(({ path }) => path.startsWith(`${folder}/`) && ending.test(path))
  const { contracts, problems } = parseContracts(under('contracts', /\.ya?ml$/))
  const toolbox = parseToolbox(under('toolbox', /\.sql$/))
  const own = new Set(toolbox.transforms.map((transform) => transform.name))
  const shipped = await readToolbox(ctx.workspace, ctx.resources)
  const standard = shipped.transforms.filter((transform) => transform.standard && !own.has(transform.name))
  return {
    commit,
    files: new Map(texts.map(({ path, text }) => [path, text])),
    contracts,
    transforms: [...toolbox.transforms, ...standard],
    problems: [...problems, ...toolbox.problems],
  }
}
