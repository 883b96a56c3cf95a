import { ledgerRef } from '../ledger/store.ts'
import { takeLedger } from '../ledger/sync.ts'
import { openRepository, type Repository } from '../repository.ts'
import { openRemote, readRemote } from './open-remote.ts'
import { writeTracking } from './tracking.ts'
import type { RemoteListing, Transport } from './transport.ts'
import type { RemoteHandlers } from './types.ts'

/** See `RemoteHandlers.fetchRemote`. */
export const fetchRemote: RemoteHandlers['fetchRemote'] = async ({ repo, remote: name, ...access }, work) => {
  const repository = openRepository(repo)
  const transport = openRemote(repository, readRemote(repository, name), { ...access, ...work })
  const listing = await transport.list()
  return { runs: await takeAll(repository, name, transport, listing) }
}

/** Brings what a listing names, and writes it down. Returns how many runs are new here. */
export async function takeAll(
  repository: Repository,
  remote: string,
  transport: Transport,
  listing: RemoteListing,
): Promise<number> {
  if (listing.refs.size === 0) return 0
  await transport.receive(listing, listing.refs.has(ledgerRef) ? [ledgerRef] : [])
  await writeTracking(repository, remote, listing)
  return takeLedger(repository, remote, listing)
}
