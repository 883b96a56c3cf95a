import type { At, ResolvedStatement } from '#shared/contract/engine.ts'

/**
 * The snapshots that a statement's sources meant when it was resolved, to run it on those again. A source that it also
 * names by AT is read twice; what its bare name means is the set's first image of it.
 */
export function pinnedAt({ set, reads }: Pick<ResolvedStatement, 'set' | 'reads'>): At {
  return Object.fromEntries(
    reads.map(({ source, snapshot }) => [
      source,
      set.images.find((image) => image.source === source)?.snapshot ?? snapshot,
    ]),
  )
}
