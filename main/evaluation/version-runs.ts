import type { VersionRun } from '#shared/contract/git-local.ts'
import { parseEvaluation } from '#shared/format/evaluation.ts'
import type { LedgerLine } from '#shared/format/run.ts'
import type { FileVersion } from '../git/index.ts'
import { type EvaluationContext, repositoryOf } from './context.ts'
import { findLedgerLines } from './ledger.ts'

/** Newest lines of the ledger that are looked at. */
const mostLines = 5_000
/** Runs that are told of one version: more sets of inputs than one looks at. */
const mostRuns = 20

/** The runs of each version's very content, newest first, by its blob. */
export async function runsOfVersions(
  ctx: EvaluationContext,
  versions: readonly Pick<FileVersion, 'path' | 'blob'>[],
): Promise<Map<string, VersionRun[]>> {
  const repo = repositoryOf(ctx)
  const paths = new Set(versions.map(({ path }) => path))
  const queries = queryPaths(ctx)
  const ran: { line: LedgerLine; path: string }[] = []
  for (const line of await findLedgerLines(ctx, { limit: mostLines })) {
    if (line.resultDigest === null) continue
    const path = (await queries(line.commit, line.evaluation)).get(line.algorithm)
    if (path !== undefined && paths.has(path)) ran.push({ line, path })
  }
  const at = ran.map(({ line, path }) => ({ commit: line.commit, path }))
  const blobs = await ctx.git.call('blobs', { repo, at })
  const found = new Map<string, VersionRun[]>()
  ran.forEach(({ line }, index) => {
    const blob = blobs[index]
    if (!blob) return
    const runs = found.get(blob) ?? []
    // A run's key is its code, inputs and params: the newest use of it stands for the others.
    if (runs.length >= mostRuns || runs.some(({ key }) => key === line.key)) return
    found.set(blob, [...runs, runOf(line)])
  })
  return found
}

function runOf(line: LedgerLine): VersionRun {
  const { key, evaluation, algorithm, resultDigest, rows, startedAt, inputs, params } = line
  return {
    key,
    evaluation,
    algorithm,
    result: resultDigest,
    rows,
    startedAt,
    // What a statement names by AT stands in its text.
    at: Object.fromEntries(
      Object.entries(inputs).flatMap(([source, { snapshot }]) =>
        source.includes('@') ? [] : [[source, snapshot]],
      ),
    ),
    params: Object.entries(params)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', '),
  }
}

/** Which query each algorithm of an evaluation names, as its file said it at a commit. */
function queryPaths(ctx: EvaluationContext) {
  const known = new Map<string, Promise<Map<string, string>>>()
  return (commit: string, evaluation: string): Promise<Map<string, string>> => {
    const key = `${commit} ${evaluation}`
    const found = known.get(key) ?? read(ctx, commit, evaluation)
    known.set(key, found)
    return found
  }
}

async function read(
  ctx: EvaluationContext,
  commit: string,
  evaluation: string,
): Promise<Map<string, string>> {
  const path = `evaluations/${evaluation}.yml`
  try {
    const text = await ctx.git.call('readFile', { repo: repositoryOf(ctx), commit, path })
    const { algorithms } = parseEvaluation(path, text ?? '')
    return new Map(Object.entries(algorithms).map(([name, { query }]) => [name, query]))
  } catch {
    // a commit that is not here any more, or a file that no version of ours reads
    return new Map()
  }
}
