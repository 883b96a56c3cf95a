import { comparePaths } from '#shared/format/manifest.ts'

/** Whether a server keeps the order of a manifest, as S3 does: true until it is seen not to. */
export interface Order {
  kept: boolean
}

/** Objects that are looked at before the first is given away. */
const ahead = 10_000
/** Objects that are sorted in memory at most. */
const mostSorted = 1_000_000

/**
 * The items in the order of their paths, each path once. A listing in order streams; another is sorted in memory. An
 * odd server (an S3 Express bucket, folders on a disk) shows early, so the first `ahead` are held back to see. When it
 * shows only after the first was given away, or there are too many to sort, what `refuse` makes of it is thrown; the
 * next listing with this `order` is sorted from its start.
 */
export async function* inOrder<Item extends { path: string }>(
  items: AsyncIterable<Item>,
  order: Order,
  refuse: (what: string) => Error,
): AsyncGenerator<Item, void, void> {
  let held: Item[] = []
  let streams = false
  let last: string | undefined
  for await (const item of items) {
    if (order.kept && last !== undefined) {
      const way = comparePaths(last, item.path)
      if (way === 0) continue
      if (way > 0) {
        order.kept = false
        if (streams) throw refuse(`lists its objects out of order after the first ${ahead}`)
      }
    }
    last = item.path
    if (streams) {
      yield item
      continue
    }
    held.push(item)
    if (held.length > mostSorted) throw refuse(`lists more than ${mostSorted} objects out of order`)
    if (order.kept && held.length >= ahead) {
      streams = true
      yield* held
      held = []
    }
  }
  yield* sorted(held)
}

/** In the order of a manifest, each path once: the first of its name. */
export function* sorted<Item extends { path: string }>(items: Item[]): Generator<Item, void, void> {
  items.sort((a, b) => comparePaths(a.path, b.path))
  let last: string | undefined
  for (const item of items) {
    if (item.path !== last) yield item
    last = item.path
  }
}
