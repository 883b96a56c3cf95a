import type { HandlerWork } from '../worker/index.ts'
import { fetchAll } from './fetch-all.ts'
import { sync } from './sync.ts'
import type { FolderSync, Synced } from './types.ts'
import { lakeRoot, walk } from './walk.ts'

/** Syncs a folder remote. Throws `LAKE_MISSING` and `LAKE_UNREADABLE`. */
export async function syncFolder(input: FolderSync, work: HandlerWork): Promise<Synced> {
  const root = lakeRoot(input.root, input.remote)
  const origin = {
    list: () => paged(walk(root, input.pattern)),
    names: () => walk(root, input.pattern, { stat: false }),
    fetch: fetchAll,
  }
  return sync(input, origin, work)
}

/** Some at a time: waiting for each by itself would take longer than to list it. */
function* paged<Item>(items: Iterable<Item>): Generator<Item[], void, void> {
  let page: Item[] = []
  for (const item of items) {
    page.push(item)
    if (page.length < 64) continue
    yield page
    page = []
  }
  yield page
}
