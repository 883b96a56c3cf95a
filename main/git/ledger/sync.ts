import { AppError } from '#shared/errors.ts'
import { readRef } from '../refs.ts'
import { remoteLedgerRef, setRef } from '../remote/tracking.ts'
import type { RemoteListing, Transport } from '../remote/transport.ts'
import type { Repository } from '../repository.ts'
import { findLines } from './query.ts'
import { ledgerRef, readSegments, segmentLines, uniteLedger } from './store.ts'

const maxAttempts = 8

/** Unites the remote's ledger, whose objects are here, into ours. Returns how many runs are new here. */
export async function takeLedger(
  repository: Repository,
  remote: string,
  { refs }: RemoteListing,
): Promise<number> {
  const theirs = refs.get(ledgerRef)
  if (!theirs) return 0
  const before = new Set(await findLines(repository, {}))
  await uniteLedger(repository, theirs)
  await setRef(repository, remoteLedgerRef(remote), theirs)
  return (await findLines(repository, {})).filter((line) => !before.has(line)).length
}

/** Pushes our ledger, united with theirs anew while others are faster. Returns how many runs are new there. */
export async function sendLedger(
  repository: Repository,
  remote: string,
  transport: Transport,
  first: RemoteListing,
): Promise<number> {
  let listing = first
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const ours = readRef(repository, ledgerRef)
    const theirs = listing.refs.get(ledgerRef)
    if (!ours || ours === theirs) return 0
    const runs = await countUnpushed(repository, theirs ?? null)
    const sent = await transport.send({ ref: ledgerRef, remoteRef: ledgerRef })
    if (sent.ok) {
      await setRef(repository, remoteLedgerRef(remote), ours)
      return runs
    }
    if (sent.why === 'refused') {
      throw new AppError({
        code: 'LEDGER_REFUSED',
        kind: 'remote',
        message: `${remote} does not take the record of runs (${sent.said}). Your runs are safe here. Ask its owners to allow refs/lakebench/runs.`,
      })
    }
    listing = await transport.list()
    await transport.receive(listing, listing.refs.has(ledgerRef) ? [ledgerRef] : [])
    await takeLedger(repository, remote, listing)
  }
  throw new AppError({
    code: 'LEDGER_BUSY',
    kind: 'remote',
    message: `Others push runs to ${remote} faster than we can. Your runs are safe here. Try again.`,
  })
}

/** Runs of our ledger that the ledger at `theirs` has not. */
export async function countUnpushed(repository: Repository, theirs: string | null): Promise<number> {
  const ours = readRef(repository, ledgerRef)
  if (!ours || ours === theirs) return 0
  const known = new Set<string>()
  for (const { oid } of (await readSegments(repository, theirs)).values()) {
    for (const line of await segmentLines(repository, oid)) known.add(line)
  }
  return (await findLines(repository, {})).filter((line) => !known.has(line)).length
}
