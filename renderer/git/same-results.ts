import type { FileVersion } from '#shared/contract/git-local.ts'

/**
 * For each version whose newest run gave what an older version gave as well, that version's commit: the oldest with
 * the result. Versions come newest first.
 */
export function sameResults(versions: readonly Pick<FileVersion, 'commit' | 'runs'>[]): Map<string, string> {
  const first = new Map<string, string>()
  for (const { commit, runs } of [...versions].reverse()) {
    for (const { result } of runs) if (result && !first.has(result)) first.set(result, commit)
  }
  const found = new Map<string, string>()
  for (const { commit, runs } of versions) {
    const older = runs[0]?.result && first.get(runs[0].result)
    if (older && older !== commit) found.set(commit, older)
  }
  return found
}
