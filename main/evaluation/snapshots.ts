import { AppError } from '#shared/errors.ts'
import { resolveSnapshot } from '../lake/index.ts'
import type { EvaluationContext } from './context.ts'

/**
 * Snapshot ids for each source that is read: what the command or window chose, else what the definition says, else
 * the latest. A choice is `source=spec`, or an id that names a snapshot of exactly one of the sources.
 */
export async function chooseSnapshots(
  ctx: EvaluationContext,
  {
    reads,
    defined,
    chosen,
  }: { reads: readonly string[]; defined: Record<string, string[]>; chosen: readonly string[] },
): Promise<Record<string, string[]>> {
  const choices = new Map<string, string[]>()
  for (const choice of chosen) {
    const { source, spec } = await choiceOf(ctx, reads, choice)
    choices.set(source, [...(choices.get(source) ?? []), spec])
  }
  const ids: Record<string, string[]> = {}
  for (const source of reads) {
    const specs = choices.get(source) ??
      (Object.hasOwn(defined, source) ? defined[source] : undefined) ?? ['latest']
    const found = new Set<string>()
    for (const spec of specs) found.add((await resolveSnapshot(ctx, source, spec)).id)
    ids[source] = [...found]
  }
  return ids
}

async function choiceOf(
  ctx: EvaluationContext,
  reads: readonly string[],
  choice: string,
): Promise<{ source: string; spec: string }> {
  const [, named, spec] = /^([a-z][a-z0-9_]*)=(.+)$/s.exec(choice) ?? []
  const input = (code: string, message: string) => new AppError({ code, kind: 'input', message })
  if (named && spec) {
    if (reads.includes(named)) return { source: named, spec }
    throw input('SNAPSHOT_NOT_READ', `This evaluation does not read ${named}. It reads ${reads.join(', ')}.`)
  }
  const matches: string[] = []
  for (const source of reads) {
    try {
      await resolveSnapshot(ctx, source, choice)
      matches.push(source)
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind !== 'input') throw thrown
    }
  }
  const [source, other] = matches
  if (source && !other) return { source, spec: choice }
  throw source
    ? input(
        'SNAPSHOT_AMBIGUOUS',
        `${choice} could be of ${matches.join(' or ')}. Write \`${source}=${choice}\`.`,
      )
    : input(
        'SNAPSHOT_UNKNOWN',
        `None of ${reads.join(', ')} has a snapshot ${choice}. \`lakebench snapshots\` shows them.`,
      )
}
