import { parsePathPattern } from '#shared/format/path-pattern.ts'
import { openRemote, type Remote, type RemoteObject, type Unlisted } from '../remote/index.ts'
import type { HandlerWork } from '../worker/index.ts'
import { fetchRemote } from './fetch-remote.ts'
import { type Origin, sync } from './sync.ts'
import type { RemoteSync, Synced } from './types.ts'

/** Syncs a remote that is reached over a network. Throws what the remote does: AppErrors of kind `remote`. */
export async function syncRemote({ config, ...input }: RemoteSync, work: HandlerWork): Promise<Synced> {
  const remote = await openRemote(config)
  try {
    return await sync(input, originOf(remote, input.pattern, work.signal), work)
  } finally {
    remote.close()
  }
}

function originOf(remote: Remote, pattern: string, signal: AbortSignal): Origin<RemoteObject> {
  return {
    list: () => paged(remote.list(parsePathPattern(pattern), signal)),
    // Listing twice would cost as much as the first time.
    names: null,
    fetch: (place, list, hooks) => fetchRemote(remote, place, list, { ...hooks, signal }),
  }
}

/** What comes as it comes, in pieces: the sync looks at a cancel, and tells how far it is, between two of them. */
async function* paged(
  items: AsyncIterable<RemoteObject | Unlisted>,
): AsyncGenerator<(RemoteObject | Unlisted)[], void, void> {
  let page: (RemoteObject | Unlisted)[] = []
  for await (const item of items) {
    page.push(item)
    if (page.length < 256) continue
    yield page
    page = []
  }
  yield page
}
